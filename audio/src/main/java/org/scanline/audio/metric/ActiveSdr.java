package org.scanline.audio.metric;

import java.util.Arrays;
import org.scanline.audio.AudioBuffer;

/**
 * The plain signal-to-distortion ratio where the source is active: in each second 10 log10(sum ref²
 * / sum (ref - est)²) over all channels, then the median over the seconds in which the reference's
 * RMS over all channels lies above -50 dBFS.
 *
 * <p>Seconds do not overlap and begin at the first sample; a rest shorter than a second is left
 * out. Fed by blocks, so that hours fit; one thread at a time.
 */
public final class ActiveSdr {
  /** A reference below this RMS is not active: -50 dBFS. */
  public static final double THRESHOLD = Math.pow(10, -50 / 20.0);

  private final int sampleRate;
  private double[] seconds = new double[64];
  private int count;
  private double signal;
  private double error;
  private int filled;

  /** Begins a comparison. */
  public ActiveSdr(int sampleRate) {
    this.sampleRate = sampleRate;
  }

  /** Compares whole sounds: see {@link #median()}. */
  public static double of(AudioBuffer reference, AudioBuffer estimate) {
    ActiveSdr sdr = new ActiveSdr(reference.sampleRate());
    sdr.add(reference, estimate);
    return sdr.median();
  }

  /**
   * Goes on with the next block.
   *
   * @param reference the true source
   * @param estimate of the same rate, channels and length
   */
  public void add(AudioBuffer reference, AudioBuffer estimate) {
    reference.demand(sampleRate, reference.channels());
    estimate.demand(sampleRate, reference.channels());
    if (reference.frames() != estimate.frames()) {
      throw new IllegalArgumentException(
          "lengths differ: reference=%d estimate=%d"
              .formatted(reference.frames(), estimate.frames()));
    }
    for (int i = 0; i < reference.frames(); i++) {
      for (int c = 0; c < reference.channels(); c++) {
        double r = reference.channel(c)[i];
        double e = r - estimate.channel(c)[i];
        signal += r * r;
        error += e * e;
      }
      if (++filled == sampleRate) {
        endSecond(reference.channels());
      }
    }
  }

  private void endSecond(int channels) {
    if (Math.sqrt(signal / ((double) sampleRate * channels)) > THRESHOLD) {
      if (count == seconds.length) {
        seconds = Arrays.copyOf(seconds, 2 * count);
      }
      seconds[count++] = Decibels.ratio(signal, error);
    }
    signal = 0;
    error = 0;
    filled = 0;
  }

  /** The values of the active seconds so far, in dB. */
  public double[] values() {
    return Arrays.copyOf(seconds, count);
  }

  /** The median over the active seconds so far, in dB; NaN when there is none. */
  public double median() {
    return Decibels.median(values());
  }
}
