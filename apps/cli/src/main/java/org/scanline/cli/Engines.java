package org.scanline.cli;

/** What has to be said to the engine before its first class is loaded. */
final class Engines {
  /** The libtorch that DJL's native glue is built for. */
  static final String LIBTORCH_VERSION = "2.7.1";

  private Engines() {}

  /**
   * Sets the number of threads that one operation of the engine is split over; without effect once
   * the engine runs.
   *
   * <p>Separation wants one: its own workers share the work, the bytes stay the same whatever their
   * number, and the engine's threads do not spin against other programs. Training wants all.
   *
   * @param threads at least 1
   */
  static void useThreads(int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }
}
