package org.scanline.datasets.songs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The treatment that each stem gets as a whole, in place. */
final class Buses {
  private Buses() {}

  static void drums(Sound sound, Draw draw) {
    Effects.equalise(sound, draw, 0.8);
    if (draw.chance(0.5)) {
      Effects.compress(
          sound,
          draw.range(-4, 6),
          draw.range(2, 8),
          draw.range(0.003, 0.03),
          draw.range(0.05, 0.25));
    }
    if (draw.chance(0.35)) {
      Effects.saturate(sound, draw.ratio(0.2, 1.2));
    }
    if (draw.chance(0.45)) {
      Effects.reverb(
          sound,
          draw.ratio(0.2, 1.6),
          draw.ratio(0.03, 0.35),
          draw.range(0.3, 1.2),
          draw.range(0.1, 0.6),
          draw.range(150, 500));
    }
    Effects.place(sound, draw.range(0.2, 1.2), 0);
  }

  static void bass(Sound sound, Draw draw) {
    Effects.equalise(sound, draw, 0.7);
    if (draw.chance(0.4)) {
      Effects.saturate(sound, draw.ratio(0.3, 3));
    }
    if (draw.chance(0.5)) {
      Effects.compress(
          sound,
          draw.range(-6, 4),
          draw.range(2, 6),
          draw.range(0.005, 0.03),
          draw.range(0.08, 0.3));
    }
    Effects.place(
        sound, draw.chance(0.7) ? 0 : draw.range(0, 0.8), draw.chance(0.8) ? 0 : draw.normal(0.15));
  }

  static void other(Sound sound, Tune tune, Draw draw) {
    Effects.equalise(sound, draw, 0.9);
    if (draw.chance(0.3)) {
      Effects.saturate(sound, draw.ratio(0.3, 4));
    }
    if (draw.chance(0.3)) {
      Effects.compress(
          sound,
          draw.range(-4, 4),
          draw.range(2, 5),
          draw.range(0.005, 0.03),
          draw.range(0.08, 0.3));
    }
    if (draw.chance(0.2)) {
      Effects.echo(
          sound,
          tune.beatSeconds() * draw.pick(2, 3, 4) / 4,
          draw.range(0.1, 0.5),
          draw.range(0.1, 0.4));
    }
    if (draw.chance(0.5)) {
      Effects.reverb(
          sound,
          draw.ratio(0.3, 4),
          draw.ratio(0.04, 0.5),
          draw.range(0.4, 1.6),
          draw.range(0.1, 0.6),
          draw.range(100, 400));
    }
    Effects.place(sound, draw.range(0.3, 1.5), draw.normal(0.1));
  }

  /** Adds a sound at a level of its own relative to what is there. */
  static void layer(Sound sound, Sound added, Draw draw) {
    double own = sound.activeRms();
    double level = added.activeRms();
    if (level > 0) {
      double gain = (own > 0 ? own : 0.1) / level * Math.pow(10, draw.range(-10, 2) / 20);
      sound.add(added, 0, gain, gain);
    }
  }

  /** The side chain: every kick pushes the level down for a moment. */
  static void duck(@Nullable Sound sound, List<Note> drums, double depth, Tune tune) {
    if (sound == null) {
      return;
    }
    double recovery = tune.beatSeconds() * 0.3;
    for (Note note : drums) {
      if (note.pitch() == 36) {
        int start = note.frame();
        int end = Math.min(sound.frames(), start + (int) (recovery * 3 * Sound.RATE));
        for (int i = Math.max(0, start); i < end; i++) {
          double t = (i - start) / (double) Sound.RATE;
          float g = (float) (1 - depth * Math.min(1, t / 0.004) * Math.exp(-t / recovery));
          sound.left[i] *= g;
          sound.right[i] *= g;
        }
      }
    }
  }
}
