package org.scanline.audio;

import java.util.SplittableRandom;

/** Sounds to test with. */
public final class Sounds {
  private Sounds() {}

  /** White noise of the given peak; the seed is printed. */
  public static AudioBuffer noise(long seed, int rate, int channels, int frames, double peak) {
    System.out.println("noise seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    float[][] out = new float[channels][frames];
    for (float[] channel : out) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (peak * (2 * random.nextDouble() - 1));
      }
    }
    return AudioBuffer.of(rate, out);
  }

  /** Something like music: decaying harmonic notes, a little noise, other notes in each channel. */
  public static AudioBuffer music(long seed, int rate, int channels, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] out = new float[channels][frames];
    for (float[] channel : out) {
      for (int start = 0; start < frames; start += rate / 4) {
        double pitch = 110 * Math.pow(2, random.nextInt(36) / 12.0);
        for (int i = start; i < Math.min(frames, start + rate); i++) {
          double t = (double) (i - start) / rate;
          double fade = Math.exp(-4 * t) * Math.min(1, t * 200);
          double tone = Math.sin(2 * Math.PI * pitch * t) + Math.sin(4 * Math.PI * pitch * t) / 3;
          channel[i] += (float) (0.15 * fade * tone + 0.002 * (random.nextDouble() - 0.5));
        }
      }
    }
    return AudioBuffer.of(rate, out);
  }

  /** Largest difference of two buffers of one shape. */
  public static double maxDifference(AudioBuffer a, AudioBuffer b) {
    b.demand(a.sampleRate(), a.channels());
    if (a.frames() != b.frames()) {
      throw new AssertionError("lengths differ: " + a.frames() + " and " + b.frames());
    }
    double worst = 0;
    for (int c = 0; c < a.channels(); c++) {
      for (int i = 0; i < a.frames(); i++) {
        worst = Math.max(worst, Math.abs(a.channel(c)[i] - b.channel(c)[i]));
      }
    }
    return worst;
  }

  /** Signal to error ratio in dB. */
  public static double snr(AudioBuffer reference, AudioBuffer estimate) {
    estimate.demand(reference.sampleRate(), reference.channels());
    double signal = 1e-30;
    double error = 1e-30;
    for (int c = 0; c < reference.channels(); c++) {
      for (int i = 0; i < reference.frames(); i++) {
        double r = reference.channel(c)[i];
        double e = r - estimate.channel(c)[i];
        signal += r * r;
        error += e * e;
      }
    }
    return 10 * Math.log10(signal / error);
  }
}
