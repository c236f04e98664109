package org.scanline.audio.metric;

import java.util.Arrays;

/** Ratios of energies and their medians. */
final class Decibels {
  private Decibels() {}

  /** 10 log10(num/den); infinite where nothing is below, NaN for nothing over nothing. */
  static double ratio(double num, double den) {
    return num == 0 && den == 0 ? Double.NaN : 10 * Math.log10(num / den);
  }

  /** The median of what is a number; NaN when nothing is. */
  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int n = sorted.length;
    return n == 0
        ? Double.NaN
        : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
