package org.scanline.datasets.benchmark;

/**
 * Sizes of the sequences that are timed; the batch is 1.
 *
 * @param heads H
 * @param width K and V, the width of a head
 */
public record Sizes(int heads, int width) {
  /** States of a channel of the selective scan. */
  static final int STATES = 16;

  /** Complex states of a channel of the long convolution, which come in conjugate pairs. */
  static final int MODES = 32;

  /** Checks the sizes. */
  public Sizes {
    if (heads < 1 || width < 1) {
      throw new IllegalArgumentException(
          "heads=" + heads + " and width=" + width + " must be at least 1");
    }
  }

  /** Channels H K of the recurrences that have no heads. */
  public int channels() {
    return heads * width;
  }

  /** Numbers in the states of all heads, H K V. */
  double state() {
    return (double) heads * width * width;
  }
}
