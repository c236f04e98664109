package org.scanline.audio.spectrum;

/**
 * The discrete Fourier transform of a power-of-two number of real values, in single precision.
 *
 * <p>size real values become size/2 + 1 bins through a complex transform of half the length.
 * Relative error below 1e-6 for sizes up to 65,536. Holds scratch: one thread at a time. Source:
 * Press et al., Numerical Recipes, section 12.3.
 */
public final class RealFft {
  private final int size;
  private final ComplexFft half;
  private final float[] cos;
  private final float[] sin;
  private final float[] re;
  private final float[] im;

  /**
   * Plans transforms of one length.
   *
   * @param size a power of two, at least 4
   */
  public RealFft(int size) {
    if (size < 4 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size=" + size + " must be a power of two, at least 4");
    }
    this.size = size;
    half = new ComplexFft(size / 2);
    cos = new float[size / 4 + 1];
    sin = new float[size / 4 + 1];
    for (int k = 0; k <= size / 4; k++) {
      cos[k] = (float) Math.cos(2 * Math.PI * k / size);
      sin[k] = (float) Math.sin(2 * Math.PI * k / size);
    }
    re = new float[size / 2];
    im = new float[size / 2];
  }

  /** Number of real values. */
  public int size() {
    return size;
  }

  /** Number of complex bins: size/2 + 1. */
  public int bins() {
    return size / 2 + 1;
  }

  /**
   * X[k] = sum_t x[t] e^(-2 pi i k t / size) for k = 0 .. size/2.
   *
   * @param signal (size), not changed
   * @param outRe real parts, written from {@code at} on
   * @param outIm imaginary parts, written from {@code at} on; the first and last are 0
   */
  public void forward(float[] signal, float[] outRe, float[] outIm, int at) {
    int m = size / 2;
    for (int k = 0; k < m; k++) {
      re[k] = signal[2 * k];
      im[k] = signal[2 * k + 1];
    }
    half.transform(re, im);
    outRe[at] = re[0] + im[0];
    outRe[at + m] = re[0] - im[0];
    outIm[at] = 0;
    outIm[at + m] = 0;
    for (int k = 1; k <= m / 2; k++) {
      float evenRe = (re[k] + re[m - k]) * 0.5f;
      float evenIm = (im[k] - im[m - k]) * 0.5f;
      float oddRe = (im[k] + im[m - k]) * 0.5f;
      float oddIm = (re[m - k] - re[k]) * 0.5f;
      float turnedRe = oddRe * cos[k] + oddIm * sin[k];
      float turnedIm = oddIm * cos[k] - oddRe * sin[k];
      outRe[at + k] = evenRe + turnedRe;
      outIm[at + k] = evenIm + turnedIm;
      outRe[at + m - k] = evenRe - turnedRe;
      outIm[at + m - k] = turnedIm - evenIm;
    }
  }

  /**
   * The inverse of {@link #forward}, factor 1/size included; the imaginary parts of the first and
   * last bin are taken for 0.
   *
   * @param inRe real parts, read from {@code at} on, not changed
   * @param inIm imaginary parts, read from {@code at} on, not changed
   * @param signal (size), overwritten
   */
  public void inverse(float[] inRe, float[] inIm, int at, float[] signal) {
    int m = size / 2;
    float scale = 1f / size;
    re[0] = (inRe[at] + inRe[at + m]) * scale;
    im[0] = (inRe[at] - inRe[at + m]) * scale;
    for (int k = 1; k <= m / 2; k++) {
      float evenRe = inRe[at + k] + inRe[at + m - k];
      float evenIm = inIm[at + k] - inIm[at + m - k];
      float difRe = inRe[at + k] - inRe[at + m - k];
      float difIm = inIm[at + k] + inIm[at + m - k];
      float oddRe = difRe * cos[k] - difIm * sin[k];
      float oddIm = difIm * cos[k] + difRe * sin[k];
      re[k] = (evenRe - oddIm) * scale;
      im[k] = (evenIm + oddRe) * scale;
      re[m - k] = (evenRe + oddIm) * scale;
      im[m - k] = (oddRe - evenIm) * scale;
    }
    half.transform(im, re);
    for (int k = 0; k < m; k++) {
      signal[2 * k] = re[k];
      signal[2 * k + 1] = im[k];
    }
  }
}
