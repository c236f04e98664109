package org.scanline.datasets.songs;

import java.util.Map;

/** Balances the stems of a song so that their sum is the mixture and nothing clips. */
final class Mixdown {
  private static final double CEILING = 0.97;

  private Mixdown() {}

  /** Usual level of a stem in dBFS RMS while it sounds. */
  private static double level(String stem) {
    return switch (stem) {
      case "drums", "vocals" -> -18;
      case "accompaniment" -> -16;
      default -> -20;
    };
  }

  static void balance(Map<String, Sound> stems, Draw draw) {
    for (Map.Entry<String, Sound> entry : stems.entrySet()) {
      if (!entry.getKey().equals("accompaniment")) {
        Effects.tame(entry.getValue(), draw.range(13, 19));
      }
      double rms = entry.getValue().activeRms();
      if (rms > 0) {
        double decibels = level(entry.getKey()) + Math.max(-7, Math.min(6, draw.normal(3)));
        entry.getValue().scale(Math.pow(10, decibels / 20) / rms);
      }
    }
    Sound mix = sum(stems);
    if (draw.chance(0.4)) {
      limit(stems, mix, draw.range(0.3, 0.9) * Math.min(1, mix.peak()), draw.range(0.02, 0.15));
      double makeup = draw.range(0.6, 0.97) / Math.max(1e-6, sum(stems).peak());
      stems.values().forEach(stem -> stem.scale(Math.min(4, makeup)));
    }
    double peak = sum(stems).peak();
    for (Sound stem : stems.values()) {
      peak = Math.max(peak, stem.peak());
    }
    if (peak > CEILING) {
      double gain = CEILING / peak;
      stems.values().forEach(stem -> stem.scale(gain));
    }
  }

  static Sound sum(Map<String, Sound> stems) {
    Sound mix = new Sound(stems.values().iterator().next().frames());
    stems.values().forEach(mix::add);
    return mix;
  }

  /**
   * One gain curve over all stems that keeps the mixture near the threshold, 2 ms ahead of its
   * peaks: the stems of a loud master, which still add up to it.
   */
  private static void limit(Map<String, Sound> stems, Sound mix, double threshold, double release) {
    int frames = mix.frames();
    int ahead = Sound.RATE / 500;
    double up = 1 - Math.exp(-1 / (release * Sound.RATE));
    double down = 1 - Math.exp(-3.0 / ahead);
    float[] gain = new float[frames];
    double now = 1;
    double hold = 1;
    for (int i = 0; i < frames + ahead; i++) {
      double wanted = 1;
      if (i < frames) {
        double level = Math.max(Math.abs(mix.left[i]), Math.abs(mix.right[i]));
        wanted = level > threshold ? threshold / level : 1;
      }
      hold = wanted < hold ? wanted : hold + (1 - hold) * up;
      now += (hold < now ? down : up) * (hold - now);
      if (i >= ahead) {
        gain[i - ahead] = (float) now;
      }
    }
    for (Sound stem : stems.values()) {
      for (int i = 0; i < frames; i++) {
        stem.left[i] *= gain[i];
        stem.right[i] *= gain[i];
      }
    }
  }
}
