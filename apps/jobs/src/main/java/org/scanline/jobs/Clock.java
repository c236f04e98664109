package org.scanline.jobs;

import java.util.Locale;

/** Durations in words. */
public final class Clock {
  private Clock() {}

  /** Seconds as people write them: {@code 3:07}, {@code 1:02:03}; below ten seconds a decimal. */
  public static String of(double seconds) {
    if (seconds > 0 && seconds < 10 && seconds != Math.rint(seconds)) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
