package org.scanline.backbones.attention;

/**
 * The geometric sequence of slopes that ALiBi (Press et al., 2022) gives to heads: 2^(-8/H),
 * 2^(-16/H), ..., 2^-8 for H a power of two; other H take the missing ones from the sequence of
 * twice as many.
 */
public final class AlibiSlopes {
  private AlibiSlopes() {}

  /** The slopes of H heads, positive. */
  public static double[] of(int heads) {
    if (heads < 1) {
      throw new IllegalArgumentException("heads=" + heads + " must be at least 1");
    }
    int power = Integer.highestOneBit(heads);
    double[] slopes = new double[heads];
    for (int h = 0; h < heads; h++) {
      slopes[h] =
          h < power
              ? Math.pow(2, -8.0 * (h + 1) / power)
              : Math.pow(2, -8.0 * (2 * (h - power) + 1) / (2 * power));
    }
    return slopes;
  }
}
