package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Inputs of the size that the project's figures are given for: B=1, H=8, K=V=64, T=16384. */
final class Inputs implements AutoCloseable {
  static final int HEADS = 8;
  static final int STEPS = 1 << 14;
  static final int WIDTH = 64;
  static final float SCALE = 1f / 8;
  private static final float STRONGEST = -0.1f; // natural logarithm of a decay

  private final NDManager manager = NDManager.newBaseManager();

  NDArray normal(long... shape) {
    return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32);
  }

  NDArray uniform(float low, float high, long... shape) {
    return manager.randomUniform(low, high, new Shape(shape), DataType.FLOAT32);
  }

  /** Rows (1,H,T,K). */
  NDArray rows() {
    return normal(1, HEADS, STEPS, WIDTH);
  }

  /** Rows (1,H,T,K) of length one. */
  NDArray unitRows() {
    NDArray x = rows();
    return x.div(x.square().sum(new int[] {-1}, true).sqrt());
  }

  /** Natural logarithms of mild decays. */
  NDArray gates(long... shape) {
    return uniform(STRONGEST, 0, shape);
  }

  @Override
  public void close() {
    manager.close();
  }
}
