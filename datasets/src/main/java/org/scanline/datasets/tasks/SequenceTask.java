package org.scanline.datasets.tasks;

import java.util.SplittableRandom;

/** A task on sequences; all examples follow from seeds. Thread-safe. */
public interface SequenceTask {

  /** Number of different tokens, or 0 where a step is a row of grey levels. */
  int vocabulary();

  /** F, numbers a step; 1 for tokens. */
  int features();

  /** Number of different answers. */
  int classes();

  /**
   * Makes examples to learn from.
   *
   * @param random decides everything
   * @param rows B
   * @param length longest length of a sequence, in the task's own count
   */
  TaskBatch training(SplittableRandom random, int rows, int length);

  /**
   * Makes examples of the test set; an example depends on seed, number and length alone.
   *
   * @param seed of the test set
   * @param first number of the first example
   * @param rows B
   * @param length length of each sequence, in the task's own count
   */
  TaskBatch test(long seed, int first, int rows, int length);

  /** How many test examples there are at most. */
  default int tests() {
    return Integer.MAX_VALUE;
  }
}
