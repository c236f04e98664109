package org.scanline.cli;

import java.util.Locale;
import org.scanline.backbones.store.Watcher;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.DiskSpace;

/**
 * How far the store is: a line that is drawn again on a terminal, a line at every tenth elsewhere.
 * Stops the work when it is cancelled.
 */
final class StoreProgress implements Watcher {
  private static final long SMALL = 20_000_000; // bytes; below that only fetching is shown
  private static final long EVERY = 100_000_000; // nanoseconds

  private final Console console;
  private final Cancellation cancellation;
  private String doing = "";
  private int tenth;
  private long began;
  private long beganAt;
  private long drawn;

  StoreProgress(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public void at(Step step, String file, long done, long total) {
    cancellation.check();
    String now = Words.of(step) + " " + file.replaceAll("\\.part$", "");
    if (!now.equals(doing)) {
      clear();
      doing = now;
      tenth = 0;
      began = System.nanoTime();
      beganAt = done;
      drawn = 0;
    }
    if (step != Step.FETCHING && total < SMALL) {
      return;
    }
    if (console.terminal()) {
      draw(done, total);
    } else if (total > 0 && 10 * done / total > tenth) {
      tenth = (int) (10 * done / total);
      console.note("%s: %d %%".formatted(doing, 10 * tenth));
    }
  }

  private void draw(long done, long total) {
    long time = System.nanoTime();
    if (time - drawn < EVERY && done != total) {
      return;
    }
    drawn = time;
    double speed = (done - beganAt) / Math.max(1e-9, (time - began) / 1e9);
    String share =
        total > 0
            ? String.format(
                Locale.ROOT, "%3d %% of %s", 100 * done / total, DiskSpace.readable(total))
            : DiskSpace.readable(done);
    console.draw(doing + "  " + share + ", " + DiskSpace.readable((long) speed) + "/s");
  }

  private void clear() {
    if (console.terminal() && drawn != 0) {
      console.draw("");
    }
  }

  @Override
  public void note(String line) {
    clear();
    console.note(line);
  }

  /** Nothing more will come. */
  void end() {
    clear();
    doing = "";
  }
}
