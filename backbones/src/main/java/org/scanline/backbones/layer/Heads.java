package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Channels in heads and back. */
public final class Heads {
  private Heads() {}

  /** Splits channels: (B,T,H*C) to (B,H,T,C). */
  public static NDArray split(NDArray x, long heads) {
    Shape s = x.getShape();
    return x.reshape(s.get(0), s.get(1), heads, s.get(2) / heads).transpose(0, 2, 1, 3);
  }

  /** Joins heads: (B,H,T,C) to (B,T,H*C). */
  public static NDArray join(NDArray x) {
    Shape s = x.getShape();
    return x.transpose(0, 2, 1, 3).reshape(s.get(0), s.get(2), s.get(1) * s.get(3));
  }

  /**
   * Fails unless a width can be cut in heads.
   *
   * @throws IllegalArgumentException naming both numbers
   */
  public static void demand(int width, int heads) {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width=" + width + " must be a multiple of heads=" + heads);
    }
  }
}
