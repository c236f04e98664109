package org.scanline.audio.metric;

import org.scanline.audio.AudioBuffer;

/**
 * The scale-invariant signal-to-distortion ratio: 10 log10(|a s|² / |a s - e|²) with a = &lt;e,
 * s&gt; / |s|².
 *
 * <p>Fed by blocks, so that hours fit: sums of products in double precision, from which both
 * conventions follow, with the means of each channel taken off first (as papers on speech do) or
 * not. Channels count as one long vector. One thread at a time. Source: Le Roux, Wisdom, Erdogan
 * and Hershey, "SDR, half-baked or well done?", 2019, equation 5.
 */
public final class SiSdr {
  private final double[][] sums;
  private long frames;

  /** Begins a comparison of that many channels. */
  public SiSdr(int channels) {
    sums = new double[channels][5];
  }

  /**
   * Compares one channel.
   *
   * @param reference the true source
   * @param estimate of the same length
   * @param zeroMean whether the means are taken off first
   * @return in dB; infinite for a scaled copy, NaN for a silent reference
   */
  public static double of(float[] reference, float[] estimate, boolean zeroMean) {
    if (reference.length != estimate.length) {
      throw new IllegalArgumentException(
          "lengths differ: reference=%d estimate=%d".formatted(reference.length, estimate.length));
    }
    SiSdr sdr = new SiSdr(1);
    sdr.add(0, reference, estimate);
    sdr.frames = reference.length;
    return sdr.value(zeroMean);
  }

  /**
   * Goes on with the next block.
   *
   * @param reference the true source
   * @param estimate of the same rate, channels and length
   */
  public void add(AudioBuffer reference, AudioBuffer estimate) {
    demandEqualShapes(reference, estimate);
    for (int c = 0; c < sums.length; c++) {
      add(c, reference.channel(c), estimate.channel(c));
    }
    frames += reference.frames();
  }

  static void demandEqualShapes(AudioBuffer reference, AudioBuffer estimate) {
    estimate.demand(reference.sampleRate(), reference.channels());
    if (reference.frames() != estimate.frames()) {
      throw new IllegalArgumentException(
          "lengths differ: reference=%d estimate=%d"
              .formatted(reference.frames(), estimate.frames()));
    }
  }

  private void add(int channel, float[] reference, float[] estimate) {
    double s1 = 0;
    double e1 = 0;
    double ss = 0;
    double ee = 0;
    double se = 0;
    for (int i = 0; i < reference.length; i++) {
      double s = reference[i];
      double e = estimate[i];
      s1 += s;
      e1 += e;
      ss += s * s;
      ee += e * e;
      se += s * e;
    }
    double[] of = sums[channel];
    of[0] += s1;
    of[1] += e1;
    of[2] += ss;
    of[3] += ee;
    of[4] += se;
  }

  /**
   * The ratio so far.
   *
   * @param zeroMean whether the mean of each channel is taken off first
   * @return in dB; infinite for a scaled copy, NaN for a silent reference
   */
  public double value(boolean zeroMean) {
    double ss = 0;
    double ee = 0;
    double se = 0;
    for (double[] of : sums) {
      double n = zeroMean && frames > 0 ? frames : Double.POSITIVE_INFINITY;
      ss += of[2] - of[0] * of[0] / n;
      ee += of[3] - of[1] * of[1] / n;
      se += of[4] - of[0] * of[1] / n;
    }
    if (!(ss > 0)) {
      return Double.NaN;
    }
    double target = se * (se / ss); // the projection's energy; Pythagoras leaves the rest
    return Decibels.ratio(target, Math.max(0, ee - target));
  }
}
