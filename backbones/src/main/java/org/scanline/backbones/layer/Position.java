package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The number of steps seen so far, carried as floats (B,2) beside the other states of a mixer.
 *
 * <p>A float counts to 2^24 only, so column 0 holds multiples of 2^20 and column 1 the rest: exact
 * up to 2^44 steps. All sequences of a batch stand at the same position.
 */
public final class Position {
  private static final long UNIT = 1L << 20;
  private static final long MOST_UNITS = 1L << 24;

  private Position() {}

  /** The shape of the state, (B,2). */
  public static Shape shape(long batch) {
    return new Shape(batch, 2);
  }

  /**
   * Reads the position; 0 for an empty batch.
   *
   * @throws IllegalArgumentException when the numbers are no such state: negative, not whole, or
   *     not those of one position
   */
  public static long of(NDArray state) {
    float[] parts = state.toFloatArray();
    for (int i = 0; i < parts.length; i++) {
      float most = i % 2 == 0 ? MOST_UNITS : UNIT - 1;
      boolean whole = parts[i] >= 0 && parts[i] <= most && parts[i] == (int) parts[i];
      if (!whole || parts[i] != parts[i % 2]) {
        throw new IllegalArgumentException(
            "a position cannot be (%s,%s)".formatted(parts[i - i % 2], parts[i - i % 2 + 1]));
      }
    }
    return parts.length == 0 ? 0 : (long) parts[0] * UNIT + (long) parts[1];
  }

  /** The state at a position. */
  public static NDArray at(NDManager manager, long batch, long position) {
    float[] parts = new float[Math.toIntExact(2 * batch)];
    for (int i = 0; i < parts.length; i += 2) {
      parts[i] = position / UNIT;
      parts[i + 1] = position % UNIT;
    }
    return manager.create(parts, shape(batch));
  }
}
