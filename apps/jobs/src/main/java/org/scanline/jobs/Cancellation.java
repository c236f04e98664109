package org.scanline.jobs;

import java.util.concurrent.CancellationException;

/** A wish to stop, asked for by running jobs; thread-safe, and never taken back. */
public final class Cancellation {
  private volatile boolean cancelled;

  /** Nobody has asked to stop yet. */
  public Cancellation() {}

  /** Asks everything that shares this object to stop soon. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Goes on or stops.
   *
   * @throws CancellationException after {@link #cancel()}
   */
  public void check() {
    if (cancelled) {
      throw new CancellationException("interrupted");
    }
  }
}
