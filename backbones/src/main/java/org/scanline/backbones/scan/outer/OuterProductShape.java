package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanShape;

/**
 * The checked sizes of one scan.
 *
 * @param batch B
 * @param heads H
 * @param steps T, 0 is allowed
 * @param keys K, width of queries and keys
 * @param values V, width of values and outputs
 * @param gate how the state decays
 */
record OuterProductShape(long batch, long heads, long steps, long keys, long values, Gate gate) {

  /** The four kinds of decay. */
  enum Gate {
    /** The state never decays. */
    NONE,
    /** One factor for each head, (H). */
    CONSTANT,
    /** One factor for each head and step, (B,H,T). */
    SCALAR,
    /** One factor for each head, step and key channel, (B,H,T,K). */
    DIAGONAL
  }

  /**
   * Reads the sizes from the arguments of a scan.
   *
   * @throws IllegalArgumentException naming the first array whose shape does not fit
   */
  static OuterProductShape of(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray bonus,
      @Nullable NDArray state) {
    Shape key = k.getShape();
    Shape value = v.getShape();
    if (key.dimension() != 4) {
      throw new IllegalArgumentException("k must be (B,H,T,K), is " + key);
    }
    if (value.dimension() != 4) {
      throw new IllegalArgumentException("v must be (B,H,T,V), is " + value);
    }
    long batch = key.get(0);
    long heads = key.get(1);
    long steps = key.get(2);
    demand("q", q, key);
    demand("v", v, new Shape(batch, heads, steps, value.get(3)));
    if (bonus != null) {
      demand("bonus", bonus, new Shape(heads, key.get(3)));
    }
    if (state != null) {
      demand("state", state, new Shape(batch, heads, key.get(3), value.get(3)));
    }
    return new OuterProductShape(
        batch, heads, steps, key.get(3), value.get(3), gateOf(logGate, key));
  }

  private static Gate gateOf(@Nullable NDArray logGate, Shape key) {
    if (logGate == null) {
      return Gate.NONE;
    }
    switch (logGate.getShape().dimension()) {
      case 1:
        demand("logGate", logGate, new Shape(key.get(1)));
        return Gate.CONSTANT;
      case 3:
        demand("logGate", logGate, key.slice(0, 3));
        return Gate.SCALAR;
      case 4:
        demand("logGate", logGate, key);
        return Gate.DIAGONAL;
      default:
        throw new IllegalArgumentException(
            "logGate must be (H), (B,H,T) or (B,H,T,K), is " + logGate.getShape());
    }
  }

  private static void demand(String name, NDArray array, Shape shape) {
    if (!array.getShape().equals(shape)) {
      throw new IllegalArgumentException(name + " must be " + shape + ", is " + array.getShape());
    }
  }

  /** The sizes that every scan has. */
  ScanShape scan() {
    return new ScanShape(batch, heads, steps, keys, values);
  }

  /** B times H: the number of independent sequences. */
  long sequences() {
    return batch * heads;
  }

  Shape outputShape() {
    return new Shape(batch, heads, steps, values);
  }

  Shape stateShape() {
    return new Shape(batch, heads, keys, values);
  }
}
