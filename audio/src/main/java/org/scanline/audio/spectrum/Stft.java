package org.scanline.audio.spectrum;

/**
 * How a signal is cut into spectra: a periodic Hann window, frames centred at multiples of the hop.
 *
 * <p>Frame k covers samples k·hop - window/2 to k·hop + window/2 - 1, with zeros outside the
 * signal. A signal of n > 0 samples has 1 + ceil(n / hop) frames, so that both ends lie under whole
 * windows (where hop divides n this is the framing of {@code torch.stft(center=True)} with zeros);
 * an empty one has none. Spectra are not scaled.
 *
 * @param window length of window and transform, a power of two
 * @param hop distance of frames in samples, at most half the window
 */
public record Stft(int window, int hop) {
  /** Checks the lengths. */
  public Stft {
    if (window < 4 || Integer.bitCount(window) != 1) {
      throw new IllegalArgumentException(
          "window=" + window + " must be a power of two, at least 4");
    }
    if (hop < 1 || hop > window / 2) {
      throw new IllegalArgumentException("hop=" + hop + " must lie in 1..window/2=" + window / 2);
    }
  }

  /** Number of bins: window/2 + 1. */
  public int bins() {
    return window / 2 + 1;
  }

  /** Number of frames of a signal of that many samples. */
  public long frames(long samples) {
    return samples <= 0 ? 0 : 1 + (samples + hop - 1) / hop;
  }

  /** The periodic Hann window: 0.5 - 0.5 cos(2 pi i / window). */
  public float[] hann() {
    float[] hann = new float[window];
    for (int i = 0; i < window; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window));
    }
    return hann;
  }
}
