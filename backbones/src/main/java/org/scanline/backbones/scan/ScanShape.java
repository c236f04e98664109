package org.scanline.backbones.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The checked sizes of one scan.
 *
 * @param batch B
 * @param heads H
 * @param steps T, 0 is allowed
 * @param keys K, width of queries and keys
 * @param values V, width of values and outputs
 */
public record ScanShape(long batch, long heads, long steps, long keys, long values) {

  /**
   * Reads the sizes from the arrays that all scans have.
   *
   * @throws IllegalArgumentException naming the first array whose shape does not fit
   */
  public static ScanShape of(NDArray q, NDArray k, NDArray v, @Nullable NDArray state) {
    Shape key = k.getShape();
    Shape value = v.getShape();
    if (key.dimension() != 4) {
      throw new IllegalArgumentException("k must be (B,H,T,K), is " + key);
    }
    if (value.dimension() != 4) {
      throw new IllegalArgumentException("v must be (B,H,T,V), is " + value);
    }
    ScanShape shape = new ScanShape(key.get(0), key.get(1), key.get(2), key.get(3), value.get(3));
    shape.demandRows("q", q, shape.keys);
    shape.demandRows("v", v, shape.values);
    if (state != null) {
      demand("state", state, shape.stateShape());
    }
    return shape;
  }

  /** Fails unless an array is (B,H,T,width). */
  public void demandRows(String name, NDArray array, long width) {
    demand(name, array, new Shape(batch, heads, steps, width));
  }

  /** Fails unless an array is (B,H,T). */
  public void demandSteps(String name, NDArray array) {
    demand(name, array, new Shape(batch, heads, steps));
  }

  private static void demand(String name, NDArray array, Shape shape) {
    if (!array.getShape().equals(shape)) {
      throw new IllegalArgumentException(name + " must be " + shape + ", is " + array.getShape());
    }
  }

  /** B times H: the number of independent sequences. */
  public long sequences() {
    return batch * heads;
  }

  /** (B,H,T,V). */
  public Shape outputShape() {
    return new Shape(batch, heads, steps, values);
  }

  /** (B,H,K,V). */
  public Shape stateShape() {
    return new Shape(batch, heads, keys, values);
  }
}
