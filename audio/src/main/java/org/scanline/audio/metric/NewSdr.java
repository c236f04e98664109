package org.scanline.audio.metric;

import org.scanline.audio.AudioBuffer;

/**
 * The SDR of the Music Demixing Challenge: 10 log10((sum ref² + d) / (sum (ref - est)² + d)) with d
 * = 1e-7, over all channels and the whole sound; neither filtered nor scaled.
 *
 * <p>Fed by blocks. One thread at a time. Source: Mitsufuji et al., "Music Demixing Challenge
 * 2021", 2022, equation 1, there called SDR_instr; Demucs calls it nSDR.
 */
public final class NewSdr {
  private static final double DELTA = 1e-7;

  private double signal;
  private double error;

  /** Begins a comparison. */
  public NewSdr() {}

  /** Compares whole sounds. */
  public static double of(AudioBuffer reference, AudioBuffer estimate) {
    NewSdr sdr = new NewSdr();
    sdr.add(reference, estimate);
    return sdr.value();
  }

  /** Goes on with the next block. */
  public void add(AudioBuffer reference, AudioBuffer estimate) {
    SiSdr.demandEqualShapes(reference, estimate);
    for (int c = 0; c < reference.channels(); c++) {
      float[] s = reference.channel(c);
      float[] e = estimate.channel(c);
      for (int i = 0; i < s.length; i++) {
        double difference = (double) s[i] - e[i];
        signal += (double) s[i] * s[i];
        error += difference * difference;
      }
    }
  }

  /** In dB; 0 for silence that was estimated as silence. */
  public double value() {
    return 10 * Math.log10((signal + DELTA) / (error + DELTA));
  }
}
