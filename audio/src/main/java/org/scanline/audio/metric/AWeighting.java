package org.scanline.audio.metric;

/**
 * A filter of 101 taps with nearly the magnitude of A-weighting, as auraloss fits it.
 *
 * <p>The analogue curve of IEC 61672 is carried to the digital domain by the bilinear transform,
 * sampled at 512 frequencies, and fitted by least squares over every second interval between them
 * (the curve taken as straight there). Source: Wright and Välimäki, "Perceptual Loss Function for
 * Neural Modelling of Audio Systems", 2020; IEC 61672-1, annex E.
 */
final class AWeighting {
  private static final int HALF = 50;
  private static final int POINTS = 512;
  private static final double[] POLES = {20.598997, 107.65265, 737.86223, 12194.217};
  private static final double GAIN = Math.pow(10, 1.9997 / 20);

  private AWeighting() {}

  /** The taps at a sample rate in Hz. */
  static float[] taps(int sampleRate) {
    double[] right = new double[HALF + 1];
    double[] moments = new double[2 * HALF + 1];
    for (int i = 0; i + 1 < POINTS; i += 2) {
      double from = (double) i / POINTS; // 1 is half the sample rate
      double to = (double) (i + 1) / POINTS;
      double low = magnitude(from, sampleRate);
      double slope = (magnitude(to, sampleRate) - low) / (to - from);
      double offset = low - slope * from;
      for (int n = 0; n <= 2 * HALF; n++) {
        moments[n] += cosines(to, n) - cosines(from, n);
        if (n <= HALF) {
          right[n] += offset * (cosines(to, n) - cosines(from, n));
          right[n] += slope * (ramps(to, n) - ramps(from, n));
        }
      }
    }
    double[] a = Cholesky.of(() -> matrix(moments)).solve(right);
    float[] taps = new float[2 * HALF + 1];
    taps[HALF] = (float) a[0];
    for (int n = 1; n <= HALF; n++) {
      taps[HALF - n] = (float) (a[n] / 2);
      taps[HALF + n] = taps[HALF - n];
    }
    return taps;
  }

  /** Integrals of products of two cosines, upper half. */
  private static double[][] matrix(double[] moments) {
    double[][] matrix = new double[HALF + 1][];
    for (int n = 0; n <= HALF; n++) {
      matrix[n] = new double[HALF + 1 - n];
      for (int m = n; m <= HALF; m++) {
        matrix[n][m - n] = 0.5 * (moments[m - n] + moments[m + n]);
      }
    }
    return matrix;
  }

  /** The integral of cos(pi n f) from 0 to f. */
  private static double cosines(double f, int n) {
    return n == 0 ? f : Math.sin(Math.PI * n * f) / (Math.PI * n);
  }

  /** The integral of f cos(pi n f) from 0 to f. */
  private static double ramps(double f, int n) {
    if (n == 0) {
      return f * f / 2;
    }
    double w = Math.PI * n;
    return f * Math.sin(w * f) / w + (Math.cos(w * f) - 1) / (w * w);
  }

  /** The magnitude at a fraction of half the sample rate. */
  private static double magnitude(double fraction, int sampleRate) {
    double warped = 2.0 * sampleRate * Math.tan(Math.PI * fraction / 2);
    double squared = warped * warped;
    double[] poles = new double[POLES.length];
    for (int i = 0; i < poles.length; i++) {
      double w = 2 * Math.PI * POLES[i];
      poles[i] = w * w;
    }
    return GAIN
        * poles[3]
        * squared
        * squared
        / ((squared + poles[0])
            * Math.sqrt(squared + poles[1])
            * Math.sqrt(squared + poles[2])
            * (squared + poles[3]));
  }
}
