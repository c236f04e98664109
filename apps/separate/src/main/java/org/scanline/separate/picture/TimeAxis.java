package org.scanline.separate.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ticks at round times.
 *
 * @param start seconds at the left end
 * @param seconds from end to end
 */
record TimeAxis(double start, double seconds) {
  private static final double[] STEPS = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200
  };

  /**
   * A labelled place.
   *
   * @param place from 0 (left) to 1 (right)
   * @param label the time there
   */
  record Tick(double place, String label) {}

  /** At most this many ticks, at a round distance of each other. */
  List<Tick> ticks(int most) {
    double step = step(most);
    List<Tick> ticks = new ArrayList<>();
    long first = (long) Math.ceil(start / step - 1e-6);
    for (long i = first; i * step <= (start + seconds) * (1 + 1e-9) && seconds > 0; i++) {
      ticks.add(new Tick((i * step - start) / seconds, label(i * step, step)));
    }
    return ticks;
  }

  private double step(int most) {
    for (double step : STEPS) {
      if (seconds / step <= most - 1) {
        return step;
      }
    }
    double hours = 4;
    while (seconds / (3600 * hours) > most - 1) {
      hours *= 2;
    }
    return 3600 * hours;
  }

  /** Seconds with decimals below a second's step, else m:ss or h:mm:ss. */
  private static String label(double time, double step) {
    if (step < 1) {
      return String.format(Locale.ROOT, step < 0.1 ? "%.2f s" : "%.1f s", time);
    }
    return clock(time);
  }

  /** A time as m:ss or h:mm:ss. */
  static String clock(double time) {
    long whole = Math.round(time);
    long hours = whole / 3600;
    return hours == 0
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", hours, whole / 60 % 60, whole % 60);
  }
}
