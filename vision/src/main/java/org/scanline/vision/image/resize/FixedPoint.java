package org.scanline.vision.image.resize;

import org.scanline.vision.image.ImageStrip;

/**
 * Resizing of 8-bit codes with whole-number weights, so that the codes are those of OpenCV 4 and
 * Pillow 9 to the last one.
 *
 * <p>OpenCV weighs with 11 bits in each direction and rounds once at the end; Pillow weighs with 22
 * bits, across first, and rounds and limits after each direction.
 */
final class FixedPoint {
  private static final int OPENCV_BITS = 11;
  private static final int PILLOW_BITS = 22;
  private static final float OPENCV_A = -0.75f;

  private FixedPoint() {}

  /** Resizes planes of codes 0..255. */
  static ImageStrip resize(ImageStrip codes, int width, int rows, Interpolation by) {
    Taps across = taps(by, codes.width(), width);
    Taps down = taps(by, codes.rows(), rows);
    float[][] planes = new float[codes.channels()][];
    for (int c = 0; c < planes.length; c++) {
      int[] in = new int[codes.plane(c).length];
      for (int i = 0; i < in.length; i++) {
        in[i] = (int) codes.plane(c)[i];
      }
      int[] wide = new int[codes.rows() * width];
      for (int y = 0; y < codes.rows(); y++) {
        across.apply(in, y * codes.width(), 1, wide, y * width, 1);
      }
      int[] out = new int[rows * width];
      for (int x = 0; x < width; x++) {
        down.apply(wide, x, width, out, x, width);
      }
      planes[c] = new float[out.length];
      for (int i = 0; i < out.length; i++) {
        planes[c][i] = by == Interpolation.OPENCV_CUBIC ? rounded(out[i], 2 * OPENCV_BITS) : out[i];
      }
    }
    return ImageStrip.of(width, planes);
  }

  private static int rounded(int sum, int bits) {
    return Math.max(0, Math.min(255, (sum + (1 << (bits - 1))) >> bits));
  }

  private static Taps taps(Interpolation by, int inputs, int outputs) {
    double step = (double) inputs / outputs;
    AxisTaps axis = new AxisTaps(by, step);
    boolean cut = by == Interpolation.PILLOW_BICUBIC;
    int[][] sources = new int[outputs][axis.count()];
    int[][] weights = new int[outputs][];
    for (int o = 0; o < outputs; o++) {
      int first = cut ? axis.first(o) : (int) Math.floor(centre(o, step)) - 1;
      for (int k = 0; k < axis.count(); k++) {
        sources[o][k] = axis.source(first + k, inputs);
      }
      weights[o] = cut ? whole(axis.weights(o, inputs)) : cubic(centre(o, step));
    }
    return new Taps(sources, weights, cut);
  }

  private static int[] whole(double[] weights) {
    int[] whole = new int[weights.length];
    for (int k = 0; k < whole.length; k++) {
      double scaled = weights[k] * (1 << PILLOW_BITS);
      whole[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return whole;
  }

  /** The place of an output pixel among the input's, in OpenCV's single precision. */
  private static float centre(int output, double step) {
    return (float) ((output + 0.5) * step - 0.5);
  }

  /** OpenCV's four weights, in its own single precision. */
  private static int[] cubic(float centre) {
    float t = centre - (float) Math.floor(centre);
    float before = t + 1;
    float after = 1 - t;
    float[] weights = {
      ((OPENCV_A * before - 5 * OPENCV_A) * before + 8 * OPENCV_A) * before - 4 * OPENCV_A,
      ((OPENCV_A + 2) * t - (OPENCV_A + 3)) * t * t + 1,
      ((OPENCV_A + 2) * after - (OPENCV_A + 3)) * after * after + 1,
      0
    };
    weights[3] = 1 - weights[0] - weights[1] - weights[2];
    int[] whole = new int[weights.length];
    for (int k = 0; k < whole.length; k++) {
      whole[k] = (int) Math.rint(weights[k] * (1 << OPENCV_BITS));
    }
    return whole;
  }

  /** The weights of an axis; Pillow's sums are rounded at once. */
  private record Taps(int[][] sources, int[][] weights, boolean rounding) {
    void apply(int[] in, int from, int inStep, int[] out, int to, int outStep) {
      for (int o = 0; o < sources.length; o++) {
        int sum = 0;
        for (int k = 0; k < sources[o].length; k++) {
          sum += weights[o][k] * in[from + sources[o][k] * inStep];
        }
        out[to + o * outStep] = rounding ? rounded(sum, PILLOW_BITS) : sum;
      }
    }
  }
}
