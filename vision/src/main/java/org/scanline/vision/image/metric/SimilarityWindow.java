package org.scanline.vision.image.metric;

import java.util.Arrays;

/**
 * The neighbourhood over which structural similarity takes means and variances; the same weights
 * across and down.
 *
 * @param weights of the pixels in a row, an odd number, adding up to 1
 * @param unbiased whether variances are those of a sample (n - 1), as scikit-image takes them
 *     unless told otherwise
 */
public record SimilarityWindow(double[] weights, boolean unbiased) {
  /** Takes a copy. */
  public SimilarityWindow {
    if (weights.length % 2 == 0) {
      throw new IllegalArgumentException("weights=" + weights.length + " must be an odd number");
    }
    weights = weights.clone();
  }

  /** 11 x 11, Gaussian of 1.5 pixels: that of the paper. */
  public static SimilarityWindow gaussian() {
    double[] weights = new double[11];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double distance = i - weights.length / 2;
      weights[i] = Math.exp(-distance * distance / (2 * 1.5 * 1.5));
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return new SimilarityWindow(weights, false);
  }

  /** A square of equal weights. */
  public static SimilarityWindow uniform(int side) {
    double[] weights = new double[side];
    Arrays.fill(weights, 1.0 / side);
    return new SimilarityWindow(weights, false);
  }

  /** The same with variances of samples. */
  public SimilarityWindow asSample() {
    return new SimilarityWindow(weights, true);
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  /** What variances are multiplied with. */
  double correction() {
    double pixels = (double) weights.length * weights.length;
    return unbiased ? pixels / (pixels - 1) : 1;
  }
}
