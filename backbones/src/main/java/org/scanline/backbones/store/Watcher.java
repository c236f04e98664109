package org.scanline.backbones.store;

/**
 * Follows what the store does with large files.
 *
 * <p>Called on the thread that works. It stops the work by throwing, for instance a {@link
 * java.util.concurrent.CancellationException}: the part of a file that is there stays and is used
 * the next time.
 */
@FunctionalInterface
public interface Watcher {
  /** Sees nothing. */
  Watcher NONE = (step, file, done, total) -> {};

  /** What is being done. */
  enum Step {
    /** Fetching from the publisher. */
    FETCHING,
    /** Copying from the user's own file. */
    COPYING,
    /** Reading again, to compare with the hash. */
    CHECKING,
    /** Making another file of it. */
    CONVERTING
  }

  /**
   * Called often.
   *
   * @param file the file's name
   * @param done bytes, of this file
   * @param total bytes, or -1 when nobody knows
   */
  void at(Step step, String file, long done, long total);

  /** Called when something took an unexpected turn and goes on: one line. */
  default void note(String line) {}
}
