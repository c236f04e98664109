package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * Correlations of long signals at short lags, by blocks in the frequency domain.
 *
 * <p>r(x, y)[k] = sum_t x[t - k] y[t] for |k| &lt; lags, for all pairs of references and for all of
 * a reference and an estimate: block after block of y against the piece of x around it, summed as
 * spectra. Blocks lie at absolute places, so the cuts of the input change no bit. Memory does not
 * grow with the length. One thread at a time.
 */
final class Correlations {
  private static final int SIZE = 4096;

  private final int lags;
  private final int block;
  private final PairFft fft = new PairFft(SIZE);
  private final float[][] references;
  private final float[][] estimates;
  private final double[][][] around;
  private final double[][][] ownBlocks;
  private final double[][][] otherBlocks;
  private final double[][][][] own;
  private final double[][][][] cross;
  private int filled;

  /**
   * Begins.
   *
   * @param references number of signals x
   * @param estimates number of signals y beside them
   * @param lags number of lags to each side, 0 included; at most a quarter of 4096
   */
  Correlations(int references, int estimates, int lags) {
    this.lags = lags;
    this.block = SIZE - 2 * (lags - 1);
    this.references = new float[references][SIZE];
    this.estimates = new float[estimates][SIZE];
    around = fft.spectra(references);
    ownBlocks = fft.spectra(references);
    otherBlocks = fft.spectra(estimates);
    own = new double[references][references][][];
    cross = new double[references][estimates][2][fft.bins];
    for (int i = 0; i < references; i++) {
      for (int j = i; j < references; j++) {
        own[i][j] = fft.spectrum();
      }
    }
    filled = lags - 1;
  }

  /** Goes on with frames {@code from} to {@code from + count} of arrays of channels. */
  void add(float[][] x, float[][] y, int from, int count) {
    int done = 0;
    while (done < count) {
      int step = Math.min(SIZE - filled, count - done);
      for (int i = 0; i < references.length; i++) {
        System.arraycopy(x[i], from + done, references[i], filled, step);
      }
      for (int j = 0; j < estimates.length; j++) {
        System.arraycopy(y[j], from + done, estimates[j], filled, step);
      }
      filled += step;
      done += step;
      if (filled == SIZE) {
        correlate();
      }
    }
  }

  private void correlate() {
    fft.forward(references, 0, SIZE, 0, around);
    fft.forward(references, lags - 1, block, lags - 1, ownBlocks);
    fft.forward(estimates, lags - 1, block, lags - 1, otherBlocks);
    for (int i = 0; i < references.length; i++) {
      for (int j = i; j < references.length; j++) {
        accumulate(around[i], ownBlocks[j], own[i][j]);
      }
      for (int j = 0; j < estimates.length; j++) {
        accumulate(around[i], otherBlocks[j], cross[i][j]);
      }
    }
    for (float[][] signals : new float[][][] {references, estimates}) {
      for (float[] signal : signals) {
        System.arraycopy(signal, block, signal, 0, SIZE - block);
        Arrays.fill(signal, SIZE - block, SIZE, 0);
      }
    }
    filled -= block;
  }

  private static void accumulate(double[][] x, double[][] y, double[][] sum) {
    double[] xRe = x[0];
    double[] xIm = x[1];
    double[] yRe = y[0];
    double[] yIm = y[1];
    double[] re = sum[0];
    double[] im = sum[1];
    for (int k = 0; k < re.length; k++) {
      re[k] += xRe[k] * yRe[k] + xIm[k] * yIm[k];
      im[k] += xRe[k] * yIm[k] - xIm[k] * yRe[k];
    }
  }

  /** Ends the sound; from now on {@link #own} and {@link #cross} may be asked. */
  void finish() {
    while (filled > lags - 1) { // what is missing of a block is zeros
      correlate();
    }
    for (int i = 0; i < references.length; i++) {
      for (int j = i; j < references.length; j++) {
        own[i][j] = lagged(own[i][j]);
      }
      for (int j = 0; j < estimates.length; j++) {
        cross[i][j] = lagged(cross[i][j]);
      }
    }
  }

  private double[][] lagged(double[][] spectrum) {
    double[] signal = new double[SIZE];
    fft.inverse(spectrum, spectrum, signal, signal);
    return new double[][] {signal};
  }

  /** r(x_i, x_j) at one lag. */
  double own(int i, int j, int lag) {
    return i <= j ? own[i][j][0][lag & (SIZE - 1)] : own[j][i][0][-lag & (SIZE - 1)];
  }

  /** r(x_i, y_j) at one lag. */
  double cross(int i, int j, int lag) {
    return cross[i][j][0][lag & (SIZE - 1)];
  }
}
