package org.scanline.datasets.tasks;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A task on generated tokens: a subclass fills one sequence. */
abstract class TokenTask implements SequenceTask {
  private static final long TEST = 0x5851F42D4C957F2DL;

  /**
   * Writes one example.
   *
   * @param tokens (T), to be overwritten
   * @param targets (T), all {@link TaskBatch#NOT_ASKED}
   */
  abstract void fill(SplittableRandom random, int[] tokens, int[] targets);

  /** Steps T of a sequence of a length. */
  int steps(int length) {
    return length;
  }

  /** The shortest sequences to learn from. */
  int shortest(int length) {
    return length;
  }

  /** Says which of the targets a test asks for; all, unless overridden. */
  void keepTested(int[] targets) {}

  /** Refuses lengths that make no sense. */
  abstract void check(int length);

  @Override
  public final int features() {
    return 1;
  }

  @Override
  public final TaskBatch training(SplittableRandom random, int rows, int length) {
    check(length);
    int steps = steps(random.nextInt(shortest(length), length + 1));
    int[] inputs = new int[rows * steps];
    int[] targets = new int[rows * steps];
    for (int row = 0; row < rows; row++) {
      put(random, row, steps, inputs, targets, false);
    }
    return new TaskBatch(rows, steps, 1, inputs, targets);
  }

  @Override
  public final TaskBatch test(long seed, int first, int rows, int length) {
    check(length);
    int steps = steps(length);
    int[] inputs = new int[rows * steps];
    int[] targets = new int[rows * steps];
    for (int row = 0; row < rows; row++) {
      SplittableRandom random = new SplittableRandom(seed ^ (first + row + 1L) * TEST);
      put(random, row, steps, inputs, targets, true);
    }
    return new TaskBatch(rows, steps, 1, inputs, targets);
  }

  private void put(
      SplittableRandom random, int row, int steps, int[] inputs, int[] targets, boolean test) {
    int[] tokens = new int[steps];
    int[] asked = new int[steps];
    Arrays.fill(asked, TaskBatch.NOT_ASKED);
    fill(random, tokens, asked);
    if (test) {
      keepTested(asked);
    }
    System.arraycopy(tokens, 0, inputs, row * steps, steps);
    System.arraycopy(asked, 0, targets, row * steps, steps);
  }

  static void demand(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
