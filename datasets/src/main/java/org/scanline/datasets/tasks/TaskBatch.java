package org.scanline.datasets.tasks;

/**
 * Some sequences of equal length and what should be said at which step.
 *
 * @param rows B
 * @param steps T
 * @param features F, numbers a step; 1 for tokens
 * @param inputs (B,T,F): token numbers, or grey levels 0..255
 * @param targets (B,T): the class to be told at a step, or {@link #NOT_ASKED}
 */
@SuppressWarnings("ArrayRecordComponent")
public record TaskBatch(int rows, int steps, int features, int[] inputs, int[] targets) {
  /** The target of a step at which nothing is asked. */
  public static final int NOT_ASKED = -1;

  /** Checks the lengths. */
  public TaskBatch {
    if (inputs.length != rows * steps * features || targets.length != rows * steps) {
      throw new IllegalArgumentException(
          "%d inputs and %d targets do not make (%d,%d,%d)"
              .formatted(inputs.length, targets.length, rows, steps, features));
    }
  }
}
