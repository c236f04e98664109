package org.scanline.datasets.songs;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a singable line over a tune: phrases with rests, chord notes on the strong beats, small
 * steps between.
 */
final class Melody {
  private Melody() {}

  /** Manner of a line: how dense and how jumpy. */
  record Manner(double eighths, double held, double rest, double leap, int low, int span) {
    static Manner drawn(Draw draw, int low) {
      double held = draw.chance(0.3) ? draw.range(0.3, 0.9) : draw.range(0, 0.25);
      return new Manner(
          draw.range(0.1, 0.9),
          held,
          draw.range(0.05, 0.35),
          draw.range(0.05, 0.3),
          low,
          draw.whole(8, 14));
    }
  }

  static List<Note> drawn(Tune tune, double beatsPerBar, Manner manner, double seconds, Draw draw) {
    List<Note> notes = new ArrayList<>();
    double beat = tune.beatSeconds();
    double unit = beat < 0.42 ? beat : beat / 2;
    double t = draw.chance(0.5) ? 0 : beat * draw.whole(0, 8);
    int steps = 3;
    while (t < seconds) {
      double phrase = beatsPerBar * beat * draw.pick(1, 2, 2, 4);
      double end = t + phrase;
      while (t < end - unit / 2 && t < seconds) {
        double length =
            draw.chance(manner.held)
                ? unit * draw.pick(4, 6, 8)
                : draw.chance(manner.eighths) ? unit : unit * draw.pick(2, 2, 3);
        length = Math.min(length, Math.max(unit, end - t));
        if (!draw.chance(manner.rest * 0.5)) {
          steps =
              next(tune, manner, steps, (int) (t / beat / beatsPerBar), isStrong(t, beat), draw);
          notes.add(
              new Note(
                  t,
                  length * draw.range(0.9, 1),
                  tune.scaleKey(manner.low, steps),
                  draw.whole(80, 120),
                  0));
        }
        t += length;
      }
      t = end + (draw.chance(manner.rest * 2) ? beat * draw.pick(1, 2, 2, 4) : 0);
    }
    return notes;
  }

  private static boolean isStrong(double t, double beat) {
    double beats = t / beat;
    return Math.abs(beats - Math.rint(beats)) < 0.01;
  }

  private static int next(Tune tune, Manner manner, int steps, int bar, boolean strong, Draw draw) {
    int range = manner.span * 7 / 12;
    int move =
        draw.chance(manner.leap)
            ? draw.pick(-4, -3, 3, 4, 5)
            : draw.pick(-2, -1, -1, 0, 0, 1, 1, 2);
    int to = Math.max(0, Math.min(range, steps + move));
    if (strong && draw.chance(0.75)) {
      for (int offset : new int[] {0, 1, -1, 2, -2}) {
        int key = tune.scaleKey(manner.low, to + offset);
        int root = tune.chord(bar).root();
        if (to + offset >= 0
            && tune.chord(bar).intervals().contains(Math.floorMod(key - root, 12))) {
          return to + offset;
        }
      }
    }
    return to;
  }
}
