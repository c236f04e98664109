package org.scanline.audio.spectrum;

/**
 * The discrete Fourier transform of a power-of-two number of complex values.
 *
 * <p>Stockham's self-sorting form with radix 4 (and one radix-2 step for odd powers): each step
 * reads one pair of arrays and writes the other, so the inner loops run over neighbouring values.
 * Twiddle factors are computed in double precision. Holds scratch: one thread at a time. Source:
 * Stockham 1966; Van Loan, Computational Frameworks for the FFT, chapter 1.7.
 */
final class ComplexFft {
  private final int size;

  /** For each radix-4 step: cos and sin of one, two and three times the angle, six arrays. */
  private final float[][][] twiddles;

  private final float[] spareRe;
  private final float[] spareIm;

  ComplexFft(int size) {
    if (size < 1 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size=" + size + " must be a power of two");
    }
    this.size = size;
    int steps = Integer.numberOfTrailingZeros(size) / 2;
    twiddles = new float[steps][6][];
    for (int step = 0, n = size; step < steps; step++, n /= 4) {
      for (int i = 0; i < 3; i++) {
        float[] cos = new float[n / 4];
        float[] sin = new float[n / 4];
        for (int p = 0; p < n / 4; p++) {
          double angle = -2 * Math.PI * ((long) p * (i + 1)) / n;
          cos[p] = (float) Math.cos(angle);
          sin[p] = (float) Math.sin(angle);
        }
        twiddles[step][2 * i] = cos;
        twiddles[step][2 * i + 1] = sin;
      }
    }
    spareRe = new float[size];
    spareIm = new float[size];
  }

  /**
   * Transforms in place: X[k] = sum_t x[t] e^(-2 pi i k t / size). With the two arrays exchanged it
   * is the inverse, without its factor 1/size.
   */
  void transform(float[] re, float[] im) {
    float[] fromRe = re;
    float[] fromIm = im;
    float[] toRe = spareRe;
    float[] toIm = spareIm;
    int n = size;
    int stride = 1;
    for (float[][] w : twiddles) {
      radix4(n / 4, stride, w, fromRe, fromIm, toRe, toIm);
      float[] swapRe = fromRe;
      float[] swapIm = fromIm;
      fromRe = toRe;
      fromIm = toIm;
      toRe = swapRe;
      toIm = swapIm;
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
      int m, int s, float[][] w, float[] xr, float[] xi, float[] yr, float[] yi) {
    int quarter = s * m;
    for (int p = 0; p < m; p++) {
      float c1 = w[0][p];
      float s1 = w[1][p];
      float c2 = w[2][p];
      float s2 = w[3][p];
      float c3 = w[4][p];
      float s3 = w[5][p];
      int in = s * p;
      int out = 4 * s * p;
      for (int q = 0; q < s; q++) {
        float ar = xr[in + q];
        float ai = xi[in + q];
        float br = xr[in + quarter + q];
        float bi = xi[in + quarter + q];
        float cr = xr[in + 2 * quarter + q];
        float ci = xi[in + 2 * quarter + q];
        float dr = xr[in + 3 * quarter + q];
        float di = xi[in + 3 * quarter + q];
        float sumAcR = ar + cr;
        float sumAcI = ai + ci;
        float difAcR = ar - cr;
        float difAcI = ai - ci;
        float sumBdR = br + dr;
        float sumBdI = bi + di;
        float difBdR = br - dr;
        float difBdI = bi - di;
        yr[out + q] = sumAcR + sumBdR;
        yi[out + q] = sumAcI + sumBdI;
        float r1 = difAcR + difBdI;
        float i1 = difAcI - difBdR;
        yr[out + s + q] = r1 * c1 - i1 * s1;
        yi[out + s + q] = r1 * s1 + i1 * c1;
        float r2 = sumAcR - sumBdR;
        float i2 = sumAcI - sumBdI;
        yr[out + 2 * s + q] = r2 * c2 - i2 * s2;
        yi[out + 2 * s + q] = r2 * s2 + i2 * c2;
        float r3 = difAcR - difBdI;
        float i3 = difAcI + difBdR;
        yr[out + 3 * s + q] = r3 * c3 - i3 * s3;
        yi[out + 3 * s + q] = r3 * s3 + i3 * c3;
      }
    }
  }

  /** The last step of an odd power of two; reading and writing the same arrays is harmless. */
  private static void radix2(int s, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = 0; q < s; q++) {
      float ar = xr[q];
      float ai = xi[q];
      float br = xr[q + s];
      float bi = xi[q + s];
      yr[q] = ar + br;
      yi[q] = ai + bi;
      yr[q + s] = ar - br;
      yi[q + s] = ai - bi;
    }
  }
}
