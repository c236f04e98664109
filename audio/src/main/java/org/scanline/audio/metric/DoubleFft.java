package org.scanline.audio.metric;

/** A complex transform in double precision, radix 2, for measuring; one thread at a time. */
final class DoubleFft {
  final int size;
  private final double[] cos;
  private final double[] sin;

  DoubleFft(int size) {
    this.size = size;
    cos = new double[size / 2];
    sin = new double[size / 2];
    for (int k = 0; k < size / 2; k++) {
      cos[k] = Math.cos(-2 * Math.PI * k / size);
      sin[k] = Math.sin(-2 * Math.PI * k / size);
    }
  }

  /**
   * In place: X[k] = sum_t x[t] e^(-2 pi i k t / size); the inverse with exchanged arrays,
   * unscaled.
   */
  void transform(double[] re, double[] im) {
    for (int i = 1, j = 0; i < size; i++) {
      int bit = size >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        swap(re, i, j);
        swap(im, i, j);
      }
    }
    for (int half = 1; half < size; half *= 2) {
      int step = size / (2 * half);
      for (int at = 0; at < size; at += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = at + k;
          int b = a + half;
          double c = cos[k * step];
          double s = sin[k * step];
          double bre = re[b] * c - im[b] * s;
          double bim = re[b] * s + im[b] * c;
          re[b] = re[a] - bre;
          im[b] = im[a] - bim;
          re[a] += bre;
          im[a] += bim;
        }
      }
    }
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
