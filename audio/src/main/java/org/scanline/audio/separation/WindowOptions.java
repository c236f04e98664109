package org.scanline.audio.separation;

import org.jspecify.annotations.Nullable;

/**
 * How sound is cut for a model that works in windows; null leaves a setting as its publisher has
 * it.
 *
 * @param segment seconds of a window
 * @param overlap share of a window that the next one covers too, 0 to below 1
 * @param shifts separations at random shifts whose mean is taken, 0 to 100
 * @param seed of the random shifts
 */
public record WindowOptions(
    @Nullable Double segment,
    @Nullable Double overlap,
    @Nullable Integer shifts,
    @Nullable Long seed) {
  /** Everything as the publisher has it. */
  public static final WindowOptions NONE = new WindowOptions(null, null, null, null);

  /** Checks the ranges. */
  public WindowOptions {
    if (segment != null && !(segment > 0 && segment <= 3600)) {
      throw new IllegalArgumentException("segment=" + segment + " must lie in 0..3600 seconds");
    }
    if (overlap != null && !(overlap >= 0 && overlap < 1)) {
      throw new IllegalArgumentException("overlap=" + overlap + " must lie in 0 .. below 1");
    }
    if (shifts != null && (shifts < 0 || shifts > 100)) {
      throw new IllegalArgumentException("shifts=" + shifts + " must lie in 0..100");
    }
  }
}
