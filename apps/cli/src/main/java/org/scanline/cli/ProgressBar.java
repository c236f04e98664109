package org.scanline.cli;

import java.time.Duration;
import java.util.Locale;
import org.scanline.jobs.Clock;
import org.scanline.jobs.Progress;

/**
 * One line that says how far a job is.
 *
 * @param columns width of the terminal
 */
record ProgressBar(int columns) {
  private static final int SHORTEST = 10;
  private static final int LONGEST = 40;

  /** Title, bar and figures, fitted to the terminal. */
  String line(String title, Progress.Snapshot now) {
    String figures = figures(now);
    int room = columns - 1 - figures.length() - 2;
    int length = Math.max(SHORTEST, Math.min(LONGEST, room / 2));
    String name = fitted(title, room - length - 4);
    if (Double.isNaN(now.fraction())) {
      return name + "  " + figures;
    }
    int full = (int) (now.fraction() * length);
    String bar = "#".repeat(full) + "-".repeat(length - full);
    return room < SHORTEST + 8 ? figures : name + "  [" + bar + "]  " + figures;
  }

  private static String fitted(String title, int width) {
    int[] codes = title.codePoints().toArray();
    if (codes.length <= width || width < 4) {
      return codes.length <= width ? title : "";
    }
    return "..." + new String(codes, codes.length - width + 3, width - 3);
  }

  /** For example {@code separating 45 %, 12.3x real time, 0:09 left}. */
  static String figures(Progress.Snapshot now) {
    String done =
        Double.isNaN(now.fraction())
            ? now.unit().amount(now.done())
            : String.format(Locale.ROOT, "%3d %%", (int) (100 * now.fraction()));
    String speed = ", " + now.unit().speed(now.speed());
    Duration left = now.left();
    String rest = left == null ? "" : ", " + Clock.of(Math.ceil(left.toMillis() / 1e3)) + " left";
    return now.phase() + " " + done + speed + rest;
  }
}
