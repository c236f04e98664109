package org.scanline.datasets.benchmark;

/**
 * Wall time by repetition.
 *
 * @param seconds repeat for so long
 */
record Stopwatch(double seconds) {
  private static final int FEWEST = 3;
  private static final double LONGEST = 3; // times the seconds: then the repetitions end early

  /** The shortest time, in seconds, in which the task ran so many times in a row. */
  double best(Runnable task, long times) {
    double best = Double.POSITIVE_INFINITY;
    double sum = 0;
    for (int i = 0; sum < seconds || (i < FEWEST && sum < LONGEST * seconds); i++) {
      long start = System.nanoTime();
      for (long t = 0; t < times; t++) {
        task.run();
      }
      double took = (System.nanoTime() - start) / 1e9;
      best = Math.min(best, took);
      sum += took;
    }
    return best;
  }
}
