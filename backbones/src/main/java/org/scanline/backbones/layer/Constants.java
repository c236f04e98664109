package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays of Java numbers that are safe under autograd.
 *
 * <p>An array made from Java values lives in a Java buffer that may be collected once the array is
 * closed, while PyTorch's backward pass still reads it. Here it lives in the engine's own memory.
 */
public final class Constants {
  private Constants() {}

  /** Returns an array of a shape and type with the given elements, row by row. */
  public static NDArray of(NDManager manager, float[] values, Shape shape, DataType type) {
    try (NDArray array = manager.create(values, shape)) {
      return own(array, type);
    }
  }

  /** Returns an array of a shape and type with the given elements, rounded once. */
  public static NDArray of(NDManager manager, double[] values, Shape shape, DataType type) {
    try (NDArray array = manager.create(values, shape)) {
      return own(array, type);
    }
  }

  /**
   * A copy in the engine's memory: toType copies only where the type changes, whatever one asks.
   */
  private static NDArray own(NDArray created, DataType type) {
    return created.getDataType() == type ? created.duplicate() : created.toType(type, true);
  }

  /** Returns positions for {@link NDArray#get(NDArray)}. */
  public static NDArray indices(NDManager manager, long[] values) {
    try (NDArray array = manager.create(values)) {
      return array.duplicate();
    }
  }
}
