package org.scanline.audio.separation.net.demucs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs the two branches of a net at the same time.
 *
 * <p>Each operation stays on one thread, so that the stems have the same bytes with one processor
 * and with two. Where the engine splits operations over threads of its own (see {@code
 * ai.djl.pytorch.num_threads}; unset means that it does), the branches run one after the other.
 */
final class SideBySide {
  private SideBySide() {}

  /**
   * Runs both to their end; the second may wait for values that the first completes.
   *
   * @throws RuntimeException what one of them throws
   */
  static void run(Runnable first, Runnable second) {
    if (!parallel()) {
      first.run();
      second.run();
      return;
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(first);
    try {
      second.run();
    } finally {
      await(other);
    }
  }

  private static boolean parallel() {
    return Integer.getInteger("ai.djl.pytorch.num_threads", 0) == 1
        && Runtime.getRuntime().availableProcessors() > 1;
  }

  private static void await(CompletableFuture<Void> other) {
    try {
      other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
