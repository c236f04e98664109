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

  /**
   * One piece among so many is gray: its noise is the same in all planes, unlike that of colours.
   */
  private static final int GRAY_AMONG = 2;

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
        boolean gray = random.nextInt(GRAY_AMONG) == 0;
        if (gray) {
          even(input, at, side * side);
          even(wanted, at, side * side);
        }
        add(noise[b], random, gray, input, at, side * side);
      }
    }
    return new RestorationBatch(
        manager.create(input, new Shape(batch, 3, side, side)),
        config.noise() ? manager.create(noise, new Shape(batch, 1, 1, 1)) : null,
        manager.create(wanted, new Shape(batch, 3, large, large)));
  }

  /** Gives three planes their mean. */
  private static void even(float[] samples, int at, int plane) {
    for (int i = at; i < at + plane; i++) {
      float mean = (samples[i] + samples[i + plane] + samples[i + 2 * plane]) / 3;
      samples[i] = mean;
      samples[i + plane] = mean;
      samples[i + 2 * plane] = mean;
    }
  }

  /** Adds white noise to three planes, to gray ones the same. */
  private static void add(
      float noise, SplittableRandom random, boolean gray, float[] samples, int at, int plane) {
    for (int i = at; i < at + plane; i++) {
      double drawn = random.nextGaussian();
      for (int c = 0; c < 3; c++) {
        double own = gray || c == 0 ? drawn : random.nextGaussian();
        samples[i + c * plane] += (float) (noise * own);
      }
    }
  }
}
