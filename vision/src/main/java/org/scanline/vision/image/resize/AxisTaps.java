package org.scanline.vision.image.resize;

import java.util.Arrays;

/**
 * Which pixels of a row (or column) make each pixel of the resized one, and with which weights.
 *
 * <p>Positions may lie outside of the image; {@link #source} says what stands there.
 */
final class AxisTaps {
  private static final double REACH = 2;

  private final Interpolation interpolation;
  private final double step;
  private final double stretch;
  private final int count;

  /**
   * An axis that is resized.
   *
   * @param step input pixels for each output pixel
   */
  AxisTaps(Interpolation interpolation, double step) {
    this.interpolation = interpolation;
    this.step = step;
    boolean area = interpolation == Interpolation.OPENCV_AREA;
    stretch = interpolation.smoothing() ? Math.max(1, step) : 1;
    count = area ? (int) step : (int) Math.ceil(2 * REACH * stretch);
    if (area && (step < 1 || count != step)) {
      throw new IllegalArgumentException(
          "areas need a whole factor of shrinking, not %s".formatted(step));
    }
  }

  /** Input pixels of each output pixel. */
  int count() {
    return count;
  }

  /** The first input pixel of an output pixel; may lie before the image. */
  int first(int output) {
    if (interpolation == Interpolation.OPENCV_AREA) {
      return output * count;
    }
    return (int) Math.floor(centre(output) - REACH * stretch) + 1;
  }

  private double centre(int output) {
    return (output + 0.5) * step - 0.5;
  }

  /** What stands at a position of an axis of that length. */
  int source(int position, int length) {
    return interpolation.edge().inside(position, length);
  }

  /** The weights of the input pixels from {@link #first} on; they add up to 1. */
  double[] weights(int output, int length) {
    double[] weights = new double[count];
    if (interpolation == Interpolation.OPENCV_AREA) {
      Arrays.fill(weights, 1.0 / count);
      return weights;
    }
    int first = first(output);
    double sum = 0;
    for (int k = 0; k < count; k++) {
      boolean outside = first + k < 0 || first + k >= length;
      if (!outside || interpolation.edge() != Interpolation.Edge.CUT) {
        weights[k] = interpolation.kernel((first + k - centre(output)) / stretch);
      }
      sum += weights[k];
    }
    for (int k = 0; k < count; k++) {
      weights[k] /= sum;
    }
    return weights;
  }
}
