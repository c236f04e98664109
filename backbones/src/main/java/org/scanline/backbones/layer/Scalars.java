package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Products of arrays and numbers that are safe under autograd.
 *
 * <p>DJL's {@code mul(Number)}, {@code div(Number)} and {@code pow(Number)} put the number into a
 * Java buffer and release it at once, while PyTorch keeps a bare pointer to it for the backward
 * pass: after a garbage collection the gradient is wrong or NaN. Here the number lives in the
 * engine's own memory.
 */
public final class Scalars {
  private Scalars() {}

  /** Returns x times a number, in x's data type; the gradient is exact. */
  public static NDArray times(NDArray x, double factor) {
    DataType type = x.getDataType();
    try (NDArray number = x.getManager().full(new Shape(), (float) factor, type)) {
      return x.mul(number);
    }
  }
}
