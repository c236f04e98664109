package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * The filters that map true sources onto an estimate with the least squared error, and their use.
 *
 * <p>Shapes: p inputs (a channel of a source each), q outputs (channels), filters of 512 taps as
 * spectra of 4096 bins.
 */
final class ProjectionFilters {
  /** Taps of the distortion filters that BSS Eval allows. */
  static final int TAPS = 512;

  private static final int SIZE = 4096;
  private static final int BLOCK = SIZE - TAPS + 1;

  private final int[] inputs;
  private final double[][][] re;
  private final double[][][] im;
  private final DoubleFft fft = new DoubleFft(SIZE);

  /**
   * Solves for the filters of some inputs to some outputs.
   *
   * @param factor of {@link #matrix} of the same inputs
   * @param cross correlations of all reference channels with the outputs
   * @param inputs which reference channels to use
   * @param outputs which outputs
   */
  ProjectionFilters(Cholesky factor, Correlations cross, int[] inputs, int[] outputs) {
    this.inputs = inputs.clone();
    re = new double[outputs.length][inputs.length][SIZE];
    im = new double[outputs.length][inputs.length][SIZE];
    for (int q = 0; q < outputs.length; q++) {
      double[] right = new double[inputs.length * TAPS];
      for (int p = 0; p < inputs.length; p++) {
        for (int k = 0; k < TAPS; k++) {
          right[p * TAPS + k] = cross.at(inputs[p], outputs[q], k);
        }
      }
      double[] taps = factor.solve(right);
      for (int p = 0; p < inputs.length; p++) {
        System.arraycopy(taps, p * TAPS, re[q][p], 0, TAPS);
        fft.transform(re[q][p], im[q][p]);
      }
    }
  }

  /** The normal equations' matrix of some inputs: a Toeplitz block for each pair of them. */
  static double[][] matrix(Correlations own, int[] inputs) {
    int n = inputs.length * TAPS;
    double[][] matrix = new double[n][];
    for (int row = 0; row < n; row++) {
      matrix[row] = new double[row + 1];
      for (int column = 0; column <= row; column++) {
        int lag = row % TAPS - column % TAPS;
        matrix[row][column] = own.at(inputs[row / TAPS], inputs[column / TAPS], lag);
      }
    }
    return matrix;
  }

  /**
   * Filters a window of the references, zeros outside it.
   *
   * @param references all reference channels
   * @return (q, count + taps - 1)
   */
  double[][] project(float[][] references, int from, int count) {
    double[][] out = new double[re.length][count + TAPS - 1];
    double[][] xRe = new double[inputs.length][SIZE];
    double[][] xIm = new double[inputs.length][SIZE];
    for (int at = 0; at < count; at += BLOCK) {
      int length = Math.min(BLOCK, count - at);
      for (int p = 0; p < inputs.length; p++) {
        Arrays.fill(xRe[p], 0);
        Arrays.fill(xIm[p], 0);
        for (int i = 0; i < length; i++) {
          xRe[p][i] = references[inputs[p]][from + at + i];
        }
        fft.transform(xRe[p], xIm[p]);
      }
      for (int q = 0; q < re.length; q++) {
        addFiltered(xRe, xIm, q, out[q], at, length + TAPS - 1);
      }
    }
    return out;
  }

  private void addFiltered(
      double[][] xRe, double[][] xIm, int q, double[] out, int at, int length) {
    double[] sumRe = new double[SIZE];
    double[] sumIm = new double[SIZE];
    for (int p = 0; p < xRe.length; p++) {
      for (int k = 0; k < SIZE; k++) {
        sumRe[k] += xRe[p][k] * re[q][p][k] - xIm[p][k] * im[q][p][k];
        sumIm[k] += xRe[p][k] * im[q][p][k] + xIm[p][k] * re[q][p][k];
      }
    }
    fft.transform(sumIm, sumRe);
    for (int i = 0; i < length; i++) {
      out[at + i] += sumRe[i] / SIZE;
    }
  }
}
