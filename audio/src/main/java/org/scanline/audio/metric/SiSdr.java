package org.scanline.audio.metric;

/**
 * The scale-invariant signal-to-distortion ratio: 10 log10(|a s|² / |a s - e|²) with a = &lt;e,
 * s&gt; / |s|².
 *
 * <p>Source: Le Roux, Wisdom, Erdogan and Hershey, "SDR, half-baked or well done?", 2019, equation
 * 5.
 */
public final class SiSdr {
  private SiSdr() {}

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
    double meanReference = zeroMean ? mean(reference) : 0;
    double meanEstimate = zeroMean ? mean(estimate) : 0;
    double power = 0;
    double product = 0;
    for (int i = 0; i < reference.length; i++) {
      double s = reference[i] - meanReference;
      power += s * s;
      product += s * (estimate[i] - meanEstimate);
    }
    double scale = product / power;
    double target = 0;
    double error = 0;
    for (int i = 0; i < reference.length; i++) {
      double s = scale * (reference[i] - meanReference);
      double e = s - (estimate[i] - meanEstimate);
      target += s * s;
      error += e * e;
    }
    return Decibels.ratio(target, error);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / Math.max(1, values.length);
  }
}
