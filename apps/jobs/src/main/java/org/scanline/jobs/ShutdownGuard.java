package org.scanline.jobs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cleans up when the process is told to end (Ctrl-C, kill): asks the run to stop, waits a moment
 * for it, and deletes the unfinished files.
 *
 * <p>Close it when the run has ended by itself. The exit status after Ctrl-C is the virtual
 * machine's own, 130.
 */
public final class ShutdownGuard implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Installs the guard.
   *
   * @param cancellation told first
   * @param parts closed last
   * @param patience how long to wait for the run to end
   * @param last done at the very end, such as a word to the user
   */
  public ShutdownGuard(
      Cancellation cancellation, PartFiles parts, Duration patience, Runnable last) {
    this.hook =
        new Thread(
            () -> {
              cancellation.cancel();
              awaitEnd(patience);
              parts.close();
              last.run();
            },
            "scanline-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd(Duration patience) {
    try {
      if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the guard that the run has ended; harmless while the process is going down. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already; the hook is running and finds the run ended.
      return;
    }
  }
}
