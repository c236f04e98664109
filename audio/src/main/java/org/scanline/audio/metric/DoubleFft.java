package org.scanline.audio.metric;

/**
 * A complex transform in double precision, for measuring; sizes are powers of two.
 *
 * <p>Stockham's self-sorting form with radix 4, as the single-precision one of the spectra. Holds
 * scratch: one thread at a time. Source: Van Loan, Computational Frameworks for the FFT, chapter
 * 1.7.
 */
final class DoubleFft {
  final int size;

  /** For each step: cos and sin of one, two and three times the angle. */
  private final double[][][] twiddles;

  private final double[] spareRe;
  private final double[] spareIm;

  DoubleFft(int size) {
    if (size < 1 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size=" + size + " must be a power of two");
    }
    this.size = size;
    twiddles = new double[Integer.numberOfTrailingZeros(size) / 2][6][];
    int n = size;
    for (double[][] step : twiddles) {
      for (int i = 0; i < 3; i++) {
        step[2 * i] = new double[n / 4];
        step[2 * i + 1] = new double[n / 4];
        for (int p = 0; p < n / 4; p++) {
          double angle = -2 * Math.PI * ((long) p * (i + 1)) / n;
          step[2 * i][p] = Math.cos(angle);
          step[2 * i + 1][p] = Math.sin(angle);
        }
      }
      n /= 4;
    }
    spareRe = new double[size];
    spareIm = new double[size];
  }

  /**
   * In place: X[k] = sum_t x[t] e^(-2 pi i k t / size); the inverse with exchanged arrays,
   * unscaled.
   */
  void transform(double[] re, double[] im) {
    double[] fromRe = re;
    double[] fromIm = im;
    double[] toRe = spareRe;
    double[] toIm = spareIm;
    int n = size;
    int stride = 1;
    for (double[][] w : twiddles) {
      radix4(n / 4, stride, w, fromRe, fromIm, toRe, toIm);
      double[] re2 = fromRe;
      double[] im2 = fromIm;
      fromRe = toRe;
      fromIm = toIm;
      toRe = re2;
      toIm = im2;
      n /= 4;
      stride *= 4;
    }
    if (n == 2) {
      radix2(stride, fromRe, fromIm, re, im);
    } else if (fromRe != re) {
      System.arraycopy(fromRe, 0, re, 0, size);
      System.arraycopy(fromIm, 0, im, 0, size);
    }
  }

  /** One step of length 4 m over {@code s} interleaved transforms. */
  private static void radix4(
      int m, int s, double[][] w, double[] xr, double[] xi, double[] yr, double[] yi) {
    int quarter = s * m;
    for (int p = 0; p < m; p++) {
      double c1 = w[0][p];
      double s1 = w[1][p];
      double c2 = w[2][p];
      double s2 = w[3][p];
      double c3 = w[4][p];
      double s3 = w[5][p];
      int in = s * p;
      int out = 4 * s * p;
      for (int q = 0; q < s; q++) {
        double ar = xr[in + q];
        double ai = xi[in + q];
        double br = xr[in + quarter + q];
        double bi = xi[in + quarter + q];
        double cr = xr[in + 2 * quarter + q];
        double ci = xi[in + 2 * quarter + q];
        double dr = xr[in + 3 * quarter + q];
        double di = xi[in + 3 * quarter + q];
        double evenR = ar + cr;
        double evenI = ai + ci;
        double oddR = br + dr;
        double oddI = bi + di;
        yr[out + q] = evenR + oddR;
        yi[out + q] = evenI + oddI;
        double r1 = ar - cr + (bi - di);
        double i1 = ai - ci - (br - dr);
        yr[out + s + q] = r1 * c1 - i1 * s1;
        yi[out + s + q] = r1 * s1 + i1 * c1;
        double r2 = evenR - oddR;
        double i2 = evenI - oddI;
        yr[out + 2 * s + q] = r2 * c2 - i2 * s2;
        yi[out + 2 * s + q] = r2 * s2 + i2 * c2;
        double r3 = ar - cr - (bi - di);
        double i3 = ai - ci + (br - dr);
        yr[out + 3 * s + q] = r3 * c3 - i3 * s3;
        yi[out + 3 * s + q] = r3 * s3 + i3 * c3;
      }
    }
  }

  /** The last step of an odd power of two; reading and writing the same arrays is harmless. */
  private static void radix2(int s, double[] xr, double[] xi, double[] yr, double[] yi) {
    for (int q = 0; q < s; q++) {
      double ar = xr[q];
      double ai = xi[q];
      double br = xr[q + s];
      double bi = xi[q + s];
      yr[q] = ar + br;
      yi[q] = ai + bi;
      yr[q + s] = ar - br;
      yi[q + s] = ai - bi;
    }
  }
}
