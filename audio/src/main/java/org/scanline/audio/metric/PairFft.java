package org.scanline.audio.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spectra of real signals, two with each complex transform: half of the bins say all.
 *
 * <p>A spectrum is {re, im}, each of size/2 + 1 bins. One thread at a time.
 */
final class PairFft {
  final int size;
  final int bins;
  private final DoubleFft fft;
  private final double[] re;
  private final double[] im;

  PairFft(int size) {
    this.size = size;
    bins = size / 2 + 1;
    fft = new DoubleFft(size);
    re = new double[size];
    im = new double[size];
  }

  double[][] spectrum() {
    return new double[2][bins];
  }

  double[][][] spectra(int count) {
    return new double[count][2][bins];
  }

  /** Spectra of all signals: samples {@code from} to {@code from + count}, put at an offset. */
  void forward(float[][] signals, int from, int count, int offset, double[][][] out) {
    for (int i = 0; i < signals.length; i += 2) {
      boolean both = i + 1 < signals.length;
      load(signals[i], from, count, offset, re);
      if (both) {
        load(signals[i + 1], from, count, offset, im);
      } else {
        Arrays.fill(im, 0);
      }
      part(out[i], both ? out[i + 1] : null);
    }
  }

  private static void load(float[] signal, int from, int count, int offset, double[] to) {
    Arrays.fill(to, 0, offset, 0);
    Arrays.fill(to, offset + count, to.length, 0);
    for (int i = 0; i < count; i++) {
      to[offset + i] = signal[from + i];
    }
  }

  /** The spectrum of one short signal, zeros after it. */
  void forward(double[] signal, double[][] out) {
    System.arraycopy(signal, 0, re, 0, signal.length);
    Arrays.fill(re, signal.length, size, 0);
    Arrays.fill(im, 0);
    part(out, null);
  }

  private void part(double[][] a, double @Nullable [][] b) {
    fft.transform(re, im);
    for (int k = 0; k < bins; k++) {
      int mirror = (size - k) & (size - 1);
      a[0][k] = 0.5 * (re[k] + re[mirror]);
      a[1][k] = 0.5 * (im[k] - im[mirror]);
      if (b != null) {
        b[0][k] = 0.5 * (im[k] + im[mirror]);
        b[1][k] = 0.5 * (re[mirror] - re[k]);
      }
    }
  }

  /**
   * Signals of one or two spectra.
   *
   * @param b the second spectrum, or the first again where there is none
   */
  void inverse(double[][] a, double[][] b, double[] outA, double[] outB) {
    int half = size / 2;
    for (int k = 0; k <= half; k++) {
      re[k] = a[0][k] - b[1][k];
      im[k] = a[1][k] + b[0][k];
    }
    for (int k = 1; k < half; k++) {
      re[size - k] = a[0][k] + b[1][k];
      im[size - k] = b[0][k] - a[1][k];
    }
    fft.transform(im, re);
    double scale = 1.0 / size;
    for (int i = 0; i < size; i++) {
      outA[i] = re[i] * scale;
    }
    if (outB != outA) {
      for (int i = 0; i < size; i++) {
        outB[i] = im[i] * scale;
      }
    }
  }
}
