package org.scanline.jobs;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one job is: units done, speed and time left. One thread at a time.
 *
 * <p>The unit is the job's own (seconds of audio for a song, rows of a picture). The speed is the
 * mean since the work began.
 */
public final class Progress {
  private static final long REPORT_EVERY_NANOS = 100_000_000L;

  private final LongSupplier nanoClock;
  private final Consumer<Snapshot> listener;
  private String phase = "";
  private @Nullable WorkUnit unit;
  private double total = Double.NaN;
  private double done;
  private double first;
  private long begun;
  private long lastReport;
  private boolean reported;

  /**
   * @param nanoClock a monotonic clock in nanoseconds
   * @param listener told at most ten times a second, and at the end
   */
  public Progress(LongSupplier nanoClock, Consumer<Snapshot> listener) {
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.begun = nanoClock.getAsLong();
  }

  /**
   * Starts to count from 0.
   *
   * @param phase what is being done, one word such as {@code separating}
   * @param unit what is counted
   * @param total units in all, or NaN when nobody knows
   */
  public void begin(String phase, WorkUnit unit, double total) {
    begin(phase, unit, total, 0);
  }

  /**
   * Goes on where an earlier run ended; the speed counts from here.
   *
   * @param first units done before
   */
  public void begin(String phase, WorkUnit unit, double total, double first) {
    this.phase = phase;
    this.unit = unit;
    this.total = total > 0 ? total : Double.NaN;
    this.first = first;
    this.done = first;
    this.reported = false;
    this.begun = nanoClock.getAsLong();
  }

  /** Sets the units done so far; never backwards. */
  public void advanceTo(double units) {
    done = Math.max(done, units);
    long now = nanoClock.getAsLong();
    boolean end = done >= total;
    if (!reported || end || now - lastReport >= REPORT_EVERY_NANOS) {
      reported = true;
      lastReport = now;
      listener.accept(snapshot(now));
    }
  }

  private Snapshot snapshot(long now) {
    double seconds = (now - begun) / 1e9;
    double speed = seconds > 0 ? (done - first) / seconds : 0;
    @Nullable Duration left = null;
    if (speed > 0 && !Double.isNaN(total)) {
      left = Duration.ofMillis((long) (1e3 * Math.max(0, total - done) / speed));
    }
    return new Snapshot(phase, counted(), done, total, first, speed, left);
  }

  private WorkUnit counted() {
    if (unit == null) {
      throw new IllegalStateException("nothing has begun");
    }
    return unit;
  }

  /**
   * One look at a job.
   *
   * @param phase what is being done
   * @param unit what is counted
   * @param done units done
   * @param total units in all; NaN when unknown
   * @param before units that an earlier run had done
   * @param speed units per second of wall time
   * @param left wall time to go; null when unknown
   */
  public record Snapshot(
      String phase,
      WorkUnit unit,
      double done,
      double total,
      double before,
      double speed,
      @Nullable Duration left) {

    /** The part done, 0 to 1; NaN when the total is unknown. */
    public double fraction() {
      return Math.min(1, done / total);
    }
  }
}
