package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * Correlations of long signals at short lags, by blocks in the frequency domain.
 *
 * <p>r(x, y)[k] = sum_t x[t - k] y[t] for |k| &lt; lags: block after block of y against the piece
 * of x around it, summed as spectra, transformed back once.
 */
final class Correlations {
  private static final int SIZE = 4096;

  private final int lags;
  private final int block;
  private final DoubleFft fft = new DoubleFft(SIZE);
  private final double[][][] sumRe;
  private final double[][][] sumIm;

  /**
   * Correlates every signal of one list with every one of another.
   *
   * @param x signals of one length
   * @param y signals of the same length
   * @param lags number of lags to each side, 0 included; at most a quarter of 4096
   */
  Correlations(float[][] x, float[][] y, int lags) {
    this.lags = lags;
    this.block = SIZE - 2 * (lags - 1);
    sumRe = new double[x.length][y.length][SIZE];
    sumIm = new double[x.length][y.length][SIZE];
    double[][] xRe = new double[x.length][SIZE];
    double[][] xIm = new double[x.length][SIZE];
    double[][] yRe = new double[y.length][SIZE];
    double[][] yIm = new double[y.length][SIZE];
    for (int at = 0; at < y[0].length; at += block) {
      for (int i = 0; i < x.length; i++) {
        load(x[i], at - lags + 1, SIZE, xRe[i], xIm[i], 0);
      }
      for (int j = 0; j < y.length; j++) {
        load(y[j], at, block, yRe[j], yIm[j], lags - 1);
      }
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < y.length; j++) {
          accumulate(xRe[i], xIm[i], yRe[j], yIm[j], sumRe[i][j], sumIm[i][j]);
        }
      }
    }
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        fft.transform(sumIm[i][j], sumRe[i][j]);
      }
    }
  }

  /**
   * Spectrum of {@code count} samples from {@code from} on, zeros outside, put at {@code offset}.
   */
  private void load(float[] signal, int from, int count, double[] re, double[] im, int offset) {
    Arrays.fill(re, 0);
    Arrays.fill(im, 0);
    int begin = Math.max(0, -from);
    int end = Math.min(count, signal.length - from);
    for (int i = begin; i < end; i++) {
      re[offset + i] = signal[from + i];
    }
    fft.transform(re, im);
  }

  private static void accumulate(
      double[] xRe, double[] xIm, double[] yRe, double[] yIm, double[] re, double[] im) {
    for (int k = 0; k < SIZE; k++) {
      re[k] += xRe[k] * yRe[k] + xIm[k] * yIm[k];
      im[k] += xRe[k] * yIm[k] - xIm[k] * yRe[k];
    }
  }

  /** r(x_i, y_j) at one lag. */
  double at(int i, int j, int lag) {
    if (Math.abs(lag) >= lags) {
      throw new IllegalArgumentException("lag=" + lag + " must be below " + lags);
    }
    return sumRe[i][j][lag & (SIZE - 1)] / SIZE;
  }
}
