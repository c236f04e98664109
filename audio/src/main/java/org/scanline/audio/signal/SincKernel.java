package org.scanline.audio.signal;

/**
 * A Kaiser-windowed sinc, tabulated for the distances between input and output samples.
 *
 * <p>Measured in the lower of the two rates: pass band to 0.45, cutoff at 0.475, stop band from
 * 0.5, some 120 dB down; 80 zero crossings to each side. Where the ratio's phases fit a table of
 * about a million values each has its own exact row; otherwise one interpolates linearly between so
 * many rows that the error stays below -120 dB. Immutable. Source: Kaiser 1974; Crochiere and
 * Rabiner 1983.
 */
final class SincKernel {
  private static final int CROSSINGS = 80;
  private static final double CUTOFF = 0.475;
  private static final double BETA = 12.2;
  private static final double BESSEL_OF_BETA = bessel(BETA);
  private static final int EXACT_TABLE = 1 << 20;
  private static final int ROWS_PER_CROSSING = 1024;

  /** Input samples to each side of an output's place. */
  final int half;

  /** Phases between two input samples. */
  private final int phases;

  private final boolean exact;
  private final float[][] rows;
  private final double squeeze;

  /**
   * Tabulates.
   *
   * @param up L of the ratio L/M in lowest terms
   * @param down M of the ratio
   */
  SincKernel(int up, int down) {
    phases = up;
    squeeze = Math.min(1.0, (double) up / down);
    half = (int) Math.ceil(CROSSINGS / squeeze);
    exact = (long) up * 2 * half <= EXACT_TABLE;
    int count = exact ? up : 1 + (int) Math.ceil(ROWS_PER_CROSSING * squeeze);
    rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = row(exact ? (double) i / up : (double) i / (count - 1));
    }
  }

  /** Weights of the 2·half samples around a place {@code fraction} behind sample half - 1. */
  private float[] row(double fraction) {
    double[] weights = new double[2 * half];
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      double t = fraction - (j - half + 1);
      double x = 2 * Math.PI * CUTOFF * squeeze * t;
      double sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
      weights[j] = sinc * window(Math.abs(t) / half);
      sum += weights[j];
    }
    float[] row = new float[weights.length];
    for (int j = 0; j < row.length; j++) {
      row[j] = (float) (weights[j] / sum);
    }
    return row;
  }

  private double window(double x) {
    return x >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / BESSEL_OF_BETA;
  }

  /** Modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  /** The output at phase/phases behind sample {@code at + half - 1}; at phase 0 upon it. */
  float apply(float[] samples, int at, int phase) {
    if (exact) {
      return dot(rows[phase], samples, at);
    }
    long scaled = (long) phase * (rows.length - 1);
    int row = (int) (scaled / phases);
    float between = (float) ((double) (scaled % phases) / phases);
    float low = dot(rows[row], samples, at);
    return low + between * (dot(rows[row + 1], samples, at) - low);
  }

  /** Four running sums in a fixed order: quick, and the same bits at any place. */
  private static float dot(float[] row, float[] samples, int at) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int j = 0;
    for (; j + 3 < row.length; j += 4) {
      a += row[j] * samples[at + j];
      b += row[j + 1] * samples[at + j + 1];
      c += row[j + 2] * samples[at + j + 2];
      d += row[j + 3] * samples[at + j + 3];
    }
    for (; j < row.length; j++) {
      a += row[j] * samples[at + j];
    }
    return (a + c) + (b + d);
  }
}
