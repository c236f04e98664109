package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;

/**
 * Sums of log gates over spans of steps, each by one matrix product with zeros and ones.
 *
 * <p>Differences of running sums would lose the small sums behind large ones (after gates of -25, a
 * span of -0.1 keeps four digits); adding terms of one sign does not.
 */
final class Sums {
  /**
   * Added where the source comes after the reader, before the exponential, so nothing overflows.
   */
  private static final float NEVER = -1e30f;

  private Sums() {}

  /**
   * Decay from each step to each later one inside a span of n steps.
   *
   * @param gates log gates (R,n), for R rows
   * @return (R,n,n): entry (i,j) is e^(g_(j+1) + ... + g_i) for j at most i, else 0
   */
  static NDArray decays(NDArray gates) {
    int n = (int) gates.getShape().get(1);
    float[] weight = new float[n * n * n]; // (i,j) x l
    float[] bias = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (j > i) {
          bias[i * n + j] = NEVER;
        }
        for (int l = j + 1; l <= i; l++) {
          weight[(i * n + j) * n + l] = 1;
        }
      }
    }
    NDManager manager = gates.getManager();
    DataType type = gates.getDataType();
    try (NDArray w = constant(manager, weight, new Shape((long) n * n, n), type);
        NDArray b = constant(manager, bias, new Shape((long) n * n), type)) {
      return Linear.linear(gates, w, b).singletonOrThrow().exp().reshape(-1, n, n);
    }
  }

  /**
   * Decay from the start of the span to each step, and from each step to the end of the span.
   *
   * @param gates log gates (R,n)
   * @return (R,2n): first e^(g_0 + ... + g_i), then e^(g_(i+1) + ... + g_(n-1))
   */
  static NDArray edges(NDArray gates) {
    int n = (int) gates.getShape().get(1);
    float[] weight = new float[2 * n * n];
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < n; l++) {
        weight[(l <= i ? i : n + i) * n + l] = 1;
      }
    }
    try (NDArray w =
        constant(gates.getManager(), weight, new Shape(2L * n, n), gates.getDataType())) {
      return gates.matMul(w.transpose()).exp();
    }
  }

  /** Puts a gate of 0 before the first: (R,n) to (R,n+1). */
  static NDArray afterFirst(NDArray gates) {
    Shape column = new Shape(gates.getShape().get(0), 1);
    return gates.getManager().zeros(column, gates.getDataType()).concat(gates, 1);
  }

  /**
   * A constant in memory of the engine's own. An array made from Java values lives in a Java buffer
   * that may be collected once the array is closed, while the backward pass still reads it.
   */
  private static NDArray constant(NDManager manager, float[] values, Shape shape, DataType type) {
    try (NDArray array = manager.create(values, shape)) {
      return type == DataType.FLOAT32 ? array.duplicate() : array.toType(type, true);
    }
  }
}
