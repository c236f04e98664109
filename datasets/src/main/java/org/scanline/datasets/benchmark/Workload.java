package org.scanline.datasets.benchmark;

/**
 * Work to be timed: a piece of so many steps, again and again, the state carried from one to the
 * next. One thread at a time.
 */
interface Workload extends AutoCloseable {
  /** Computes the outputs of one piece. */
  void run();

  @Override
  void close();
}
