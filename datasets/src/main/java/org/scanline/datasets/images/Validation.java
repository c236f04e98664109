package org.scanline.datasets.images;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.metric.Psnr;
import org.scanline.vision.image.net.ScanRestorer;

/**
 * Pieces of photographs by which a run is judged: the mean PSNR of luma without a border of the
 * scale; for denoising, of all colours at a noise of 25 levels. Thread-safe.
 */
final class Validation {
  private static final int SIDE = 192;
  private static final int PIECES = 24;
  private static final double SIGMA = 25;

  private final ScanRestorer.Config config;
  private final List<float[]> inputs = new ArrayList<>();
  private final List<float[]> wanted = new ArrayList<>();

  private Validation(ScanRestorer.Config config) {
    this.config = config;
  }

  static Validation read(Path folder, ScanRestorer.Config config) throws IOException {
    Photographs photographs = Photographs.read(folder, config.scale(), SIDE);
    Validation validation = new Validation(config);
    SplittableRandom random = new SplittableRandom(1);
    int side = SIDE / config.scale();
    for (int i = 0; i < PIECES; i++) {
      float[] small = new float[3 * side * side];
      float[] large = new float[3 * SIDE * SIDE];
      photographs.draw(random, side, small, 0, large, 0);
      if (config.noise()) {
        for (int k = 0; k < small.length; k++) {
          small[k] += (float) (SIGMA / 255 * random.nextGaussian());
        }
      }
      validation.inputs.add(small);
      validation.wanted.add(large);
    }
    return validation;
  }

  /** The mean PSNR, dB, of a net with these weights. */
  double score(Path weights) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      ScanRestorer net = new ScanRestorer(config);
      Parameters.load(net, Safetensors.read(weights), manager);
      double sum = 0;
      for (int i = 0; i < inputs.size(); i++) {
        sum += score(net, i, manager);
      }
      return sum / inputs.size();
    }
  }

  private double score(ScanRestorer net, int i, NDManager root) {
    int side = SIDE / config.scale();
    try (NDManager manager = root.newSubManager()) {
      NDArray x = manager.create(inputs.get(i), new ai.djl.ndarray.types.Shape(1, 3, side, side));
      NDArray noise =
          config.noise()
              ? manager.full(new ai.djl.ndarray.types.Shape(1, 1, 1, 1), (float) (SIGMA / 255))
              : null;
      NDArray y = net.restore(new ParameterStore(manager, false), x, noise, false);
      ImageStrip found = strip(y.clip(0, 1).toFloatArray());
      ImageStrip image = strip(wanted.get(i));
      return config.noise() ? Psnr.of(image, found, 0) : Psnr.ofLuma(image, found, config.scale());
    }
  }

  private static ImageStrip strip(float[] samples) {
    int plane = SIDE * SIDE;
    float[][] planes = new float[3][];
    for (int c = 0; c < 3; c++) {
      planes[c] = java.util.Arrays.copyOfRange(samples, c * plane, (c + 1) * plane);
    }
    return ImageStrip.of(SIDE, planes);
  }
}
