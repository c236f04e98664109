package org.scanline.datasets.images;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.net.ScanRestorer;

/**
 * Pieces of photographs as a net gets them, and as they should come out.
 *
 * @param input (B,3,S,S), small or noisy
 * @param noise (B,1,1,1), strength of the noise where white is 1; null where there is none
 * @param wanted (B,3,S scale,S scale)
 */
record RestorationBatch(NDArray input, @Nullable NDArray noise, NDArray wanted) {
  /** The strongest noise that a net learns, in levels of eight bits. */
  private static final double STRONGEST = 55;

  static RestorationBatch draw(
      Photographs photographs,
      RestorationSettings settings,
      SplittableRandom random,
      NDManager manager) {
    ScanRestorer.Config config = settings.net();
    int side = settings.side();
    int large = side * config.scale();
    int batch = settings.batch();
    float[] input = new float[batch * 3 * side * side];
    float[] wanted = new float[batch * 3 * large * large];
    float[] noise = new float[batch];
    for (int b = 0; b < batch; b++) {
      int at = b * 3 * side * side;
      photographs.draw(random, side, input, at, wanted, b * 3 * large * large);
      if (config.noise()) {
        noise[b] = (float) (STRONGEST / 255 * random.nextDouble());
        for (int i = at; i < at + 3 * side * side; i++) {
          input[i] += (float) (noise[b] * random.nextGaussian());
        }
      }
    }
    return new RestorationBatch(
        manager.create(input, new Shape(batch, 3, side, side)),
        config.noise() ? manager.create(noise, new Shape(batch, 1, 1, 1)) : null,
        manager.create(wanted, new Shape(batch, 3, large, large)));
  }
}
