package org.scanline.audio.spectrum;

import java.util.Arrays;
import java.util.Objects;

/**
 * Consecutive spectra of a signal: planar complex values.
 *
 * <p>Each channel's real and imaginary parts lie in arrays of shape (frames, bins), bins next to
 * each other. Immutable by convention, like a buffer of samples.
 */
public final class Spectrogram {
  private final long firstFrame;
  private final int frames;
  private final int bins;
  private final float[][] re;
  private final float[][] im;

  private Spectrogram(long firstFrame, int frames, int bins, float[][] re, float[][] im) {
    this.firstFrame = firstFrame;
    this.frames = frames;
    this.bins = bins;
    this.re = re;
    this.im = im;
  }

  /**
   * Wraps arrays without copying them.
   *
   * @param firstFrame absolute index of the first frame
   * @param bins bins of one frame
   * @param re for each channel (frames, bins)
   * @param im for each channel (frames, bins)
   * @throws IllegalArgumentException when the shapes do not fit together
   */
  public static Spectrogram of(long firstFrame, int bins, float[][] re, float[][] im) {
    if (re.length < 1 || re.length != im.length || bins < 1) {
      throw new IllegalArgumentException(
          "channels re=" + re.length + " im=" + im.length + " bins=" + bins);
    }
    for (int c = 0; c < re.length; c++) {
      if (re[c].length != re[0].length
          || im[c].length != re[0].length
          || re[c].length % bins != 0) {
        throw new IllegalArgumentException(
            "channel %d has re=%d im=%d values, wanted %d, a multiple of bins=%d"
                .formatted(c, re[c].length, im[c].length, re[0].length, bins));
      }
    }
    return new Spectrogram(firstFrame, re[0].length / bins, bins, re.clone(), im.clone());
  }

  /** Absolute index of the first frame. */
  public long firstFrame() {
    return firstFrame;
  }

  /** Number of channels. */
  public int channels() {
    return re.length;
  }

  /** Number of frames. */
  public int frames() {
    return frames;
  }

  /** Bins of one frame. */
  public int bins() {
    return bins;
  }

  /** Real parts of a channel, (frames, bins), not a copy: read only. */
  public float[] re(int channel) {
    return re[channel];
  }

  /** Imaginary parts of a channel, (frames, bins), not a copy: read only. */
  public float[] im(int channel) {
    return im[channel];
  }

  /**
   * A copy of frames {@code from} (inclusive) to {@code to} (exclusive), counted from the first.
   */
  public Spectrogram slice(int from, int to) {
    Objects.checkFromToIndex(from, to, frames);
    float[][] partRe = new float[re.length][];
    float[][] partIm = new float[re.length][];
    for (int c = 0; c < re.length; c++) {
      partRe[c] = Arrays.copyOfRange(re[c], from * bins, to * bins);
      partIm[c] = Arrays.copyOfRange(im[c], from * bins, to * bins);
    }
    return new Spectrogram(firstFrame + from, to - from, bins, partRe, partIm);
  }

  /** Same place, shape and values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Spectrogram that
        && firstFrame == that.firstFrame
        && bins == that.bins
        && Arrays.deepEquals(re, that.re)
        && Arrays.deepEquals(im, that.im);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(re) * 31 + Long.hashCode(firstFrame);
  }

  @Override
  public String toString() {
    return "Spectrogram[%d channels, frames %d + %d, %d bins]"
        .formatted(re.length, firstFrame, frames, bins);
  }
}
