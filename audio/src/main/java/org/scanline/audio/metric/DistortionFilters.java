package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * The filters that map true sources onto an estimate with the least squared error, as spectra.
 *
 * <p>Shapes: p inputs (a channel of a source each), q outputs (channels of the estimate).
 */
final class DistortionFilters {
  /** Taps of the distortion filters that BSS Eval allows. */
  static final int TAPS = 512;

  /** Length of the transforms. */
  static final int SIZE = 4096;

  private final int[] inputs;
  private final double[][][][] spectra;

  /**
   * Solves for the filters of some inputs to some outputs.
   *
   * @param factor of {@link #matrix} of the same inputs
   * @param correlations of all reference channels with each other and with all estimated ones
   * @param inputs which reference channels to use
   * @param outputs which estimated channels to explain
   */
  DistortionFilters(Cholesky factor, Correlations correlations, int[] inputs, int[] outputs) {
    this.inputs = inputs.clone();
    spectra = new double[outputs.length][inputs.length][][];
    PairFft fft = new PairFft(SIZE);
    double[] taps = new double[TAPS];
    for (int q = 0; q < outputs.length; q++) {
      double[] right = new double[inputs.length * TAPS];
      for (int p = 0; p < inputs.length; p++) {
        for (int k = 0; k < TAPS; k++) {
          right[p * TAPS + k] = correlations.cross(inputs[p], outputs[q], k);
        }
      }
      double[] solution = factor.solve(right);
      for (int p = 0; p < inputs.length; p++) {
        System.arraycopy(solution, p * TAPS, taps, 0, TAPS);
        spectra[q][p] = fft.spectrum();
        fft.forward(taps, spectra[q][p]);
      }
    }
  }

  /** The normal equations of some inputs, upper half: a Toeplitz block for each pair of them. */
  static Cholesky matrix(Correlations correlations, int[] inputs) {
    int n = inputs.length * TAPS;
    return Cholesky.of(
        () -> {
          double[][] matrix = new double[n][];
          for (int row = 0; row < n; row++) {
            matrix[row] = new double[n - row];
            for (int column = row; column < n; column++) {
              int lag = row % TAPS - column % TAPS;
              matrix[row][column - row] =
                  correlations.own(inputs[row / TAPS], inputs[column / TAPS], lag);
            }
          }
          return matrix;
        });
  }

  /** The spectrum of one output, of the spectra of all reference channels. */
  void apply(double[][][] references, int output, double[][] out) {
    double[] re = out[0];
    double[] im = out[1];
    Arrays.fill(re, 0);
    Arrays.fill(im, 0);
    for (int p = 0; p < inputs.length; p++) {
      double[][] x = references[inputs[p]];
      double[][] h = spectra[output][p];
      accumulate(x[0], x[1], h[0], h[1], re, im);
    }
  }

  private static void accumulate(
      double[] xRe, double[] xIm, double[] hRe, double[] hIm, double[] re, double[] im) {
    for (int k = 0; k < re.length; k++) {
      re[k] += xRe[k] * hRe[k] - xIm[k] * hIm[k];
      im[k] += xRe[k] * hIm[k] + xIm[k] * hRe[k];
    }
  }
}
