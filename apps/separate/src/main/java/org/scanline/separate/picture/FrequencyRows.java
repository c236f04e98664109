package org.scanline.separate.picture;

/**
 * Rows of equal width on a logarithmic frequency axis, each a weighted sum of the bins of a power
 * spectrum.
 *
 * <p>A row wider than a bin adds up the power in its range; a narrower one interpolates between two
 * bins. So pink noise gives the same level in every row. Immutable.
 */
final class FrequencyRows {
  /** Lowest frequency of the axis, Hz. */
  static final double LOWEST = 40;

  /** Highest frequency of the axis where the sample rate allows it, Hz. */
  static final double HIGHEST = 16_000;

  private final int[] firstBin;
  private final float[][] weights;
  private final double highest;

  /**
   * Lays rows over the bins of a transform.
   *
   * @param rows number of rows, from low to high
   * @param window length of the transform, samples
   * @param sampleRate Hz
   */
  FrequencyRows(int rows, int window, int sampleRate) {
    this.highest = highestAt(sampleRate);
    this.firstBin = new int[rows];
    this.weights = new float[rows][];
    double binWidth = (double) sampleRate / window;
    for (int row = 0; row < rows; row++) {
      double from = frequency((double) row / rows) / binWidth;
      double to = frequency((row + 1.0) / rows) / binWidth;
      double last = window / 2.0;
      lay(row, Math.min(from, last - 1), Math.min(to, last));
    }
  }

  /** The upper end of the axis at a sample rate, Hz. */
  static double highestAt(int sampleRate) {
    return Math.max(2 * LOWEST, Math.min(HIGHEST, sampleRate / 2.0));
  }

  /** The frequency in Hz at a height from 0 (bottom) to 1 (top). */
  private double frequency(double height) {
    return LOWEST * Math.pow(highest / LOWEST, height);
  }

  /** Weights of the bins for a row from one place to another, both in bins; bin k covers k ± ½. */
  private void lay(int row, double from, double to) {
    if (to - from < 1.5) {
      double centre = (from + to) / 2;
      int below = (int) centre;
      double above = centre - below;
      firstBin[row] = below;
      weights[row] =
          new float[] {(float) ((1 - above) * (to - from)), (float) (above * (to - from))};
      return;
    }
    int first = (int) Math.round(from);
    int end = (int) Math.round(to) + 1;
    firstBin[row] = first;
    weights[row] = new float[end - first];
    for (int bin = first; bin < end; bin++) {
      double covered = Math.min(to, bin + 0.5) - Math.max(from, bin - 0.5);
      weights[row][bin - first] = (float) Math.max(0, covered);
    }
  }

  /** Number of rows. */
  int count() {
    return weights.length;
  }

  /**
   * Adds a spectrum's power to the rows.
   *
   * @param power (window/2 + 1) power of each bin
   * @param rows (count) sums, added to
   */
  void add(float[] power, float[] rows) {
    for (int row = 0; row < weights.length; row++) {
      float sum = 0;
      for (int i = 0; i < weights[row].length; i++) {
        int bin = firstBin[row] + i;
        sum += bin < power.length ? weights[row][i] * power[bin] : 0;
      }
      rows[row] += sum;
    }
  }
}
