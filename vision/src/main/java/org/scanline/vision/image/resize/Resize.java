package org.scanline.vision.image.resize;

import org.scanline.vision.image.ImageStrip;

/**
 * Whole images at another size. Planes are resized each for itself; opacity is a plane like any
 * other.
 */
public final class Resize {
  private Resize() {}

  /**
   * Resizes samples as floats: nothing is rounded or limited, so that overshoots below 0 and above
   * 1 stay.
   *
   * @param image at least one row
   * @throws IllegalArgumentException when a size is below 1, or for areas that are no whole factor
   */
  public static ImageStrip floats(ImageStrip image, int width, int rows, Interpolation by) {
    requireSizes(image, width, rows);
    RowTaps across = new RowTaps(by, image.width(), width);
    AxisTaps down = new AxisTaps(by, (double) image.rows() / rows);
    float[][] planes = new float[image.channels()][];
    for (int c = 0; c < planes.length; c++) {
      float[] wide = new float[image.rows() * width];
      for (int y = 0; y < image.rows(); y++) {
        across.apply(image.plane(c), y * image.width(), wide, y * width);
      }
      planes[c] = columns(wide, image.rows(), width, down, rows);
    }
    return ImageStrip.of(width, planes);
  }

  private static float[] columns(float[] in, int inRows, int width, AxisTaps down, int rows) {
    float[] out = new float[rows * width];
    for (int y = 0; y < rows; y++) {
      double[] weights = down.weights(y, inRows);
      for (int k = 0; k < weights.length; k++) {
        int from = down.source(down.first(y) + k, inRows) * width;
        add((float) weights[k], in, from, out, y * width, width);
      }
    }
    return out;
  }

  /** out += weight in. */
  static void add(float weight, float[] in, int from, float[] out, int to, int width) {
    for (int x = 0; x < width; x++) {
      out[to + x] += weight * in[from + x];
    }
  }

  /**
   * Resizes 8-bit codes and gives 8-bit codes, each with the rounding of its origin: OpenCV's and
   * Pillow's fixed-point weights, for MATLAB the nearest codes of the floats.
   *
   * @param image samples that are taken to the nearest of 256 codes
   * @return samples that are codes / 255
   * @throws IllegalArgumentException as {@link #floats}
   */
  public static ImageStrip codes(ImageStrip image, int width, int rows, Interpolation by) {
    requireSizes(image, width, rows);
    float[][] planes = new float[image.channels()][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = new float[image.plane(c).length];
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = code(image.plane(c)[i]);
      }
    }
    ImageStrip codes = ImageStrip.of(image.width(), planes);
    ImageStrip resized =
        switch (by) {
          case MATLAB_BICUBIC -> floats(codes, width, rows, by);
          case OPENCV_AREA -> floats(codes, width, rows, by);
          case OPENCV_CUBIC, PILLOW_BICUBIC -> FixedPoint.resize(codes, width, rows, by);
        };
    boolean even = by == Interpolation.OPENCV_AREA && image.width() != 2 * width;
    return normalised(resized, even);
  }

  private static float code(float sample) {
    return Math.round(255 * Math.max(0, Math.min(1, sample)));
  }

  /** Codes from sums; OpenCV takes halves to even codes but for areas of 2x2. */
  private static ImageStrip normalised(ImageStrip codes, boolean even) {
    float[][] planes = new float[codes.channels()][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = new float[codes.plane(c).length];
      for (int i = 0; i < planes[c].length; i++) {
        float sum = codes.plane(c)[i];
        double whole = even ? Math.rint(sum) : Math.floor(sum + 0.5);
        planes[c][i] = (float) Math.max(0, Math.min(255, whole)) / 255f;
      }
    }
    return ImageStrip.of(codes.width(), planes);
  }

  private static void requireSizes(ImageStrip image, int width, int rows) {
    if (width < 1 || rows < 1 || image.isEmpty()) {
      throw new IllegalArgumentException(
          "width=%d and rows=%d must be at least 1, and so must the image's rows=%d"
              .formatted(width, rows, image.rows()));
    }
  }
}
