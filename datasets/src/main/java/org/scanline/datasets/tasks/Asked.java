package org.scanline.datasets.tasks;

import java.util.stream.IntStream;

/**
 * The steps of a batch at which something is asked.
 *
 * @param steps places in B T, row by row
 * @param classes the right answers
 */
@SuppressWarnings("ArrayRecordComponent")
record Asked(int[] steps, int[] classes) {
  static Asked of(int[] targets) {
    int[] steps =
        IntStream.range(0, targets.length).filter(i -> targets[i] != TaskBatch.NOT_ASKED).toArray();
    return new Asked(steps, IntStream.of(steps).map(i -> targets[i]).toArray());
  }
}
