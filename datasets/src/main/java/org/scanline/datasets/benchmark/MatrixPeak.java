package org.scanline.datasets.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The rate of the engine's matrix product, the yardstick for everything else. */
final class MatrixPeak {
  private static final int[] ORDERS = {1024, 2048};

  private MatrixPeak() {}

  /** The best of the orders 1024 and 2048, in GFLOP/s, single precision. */
  static double gigaflops(Stopwatch stopwatch) {
    double best = 0;
    for (int order : ORDERS) {
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray a = manager.randomNormal(new Shape(order, order));
        NDArray b = manager.randomNormal(new Shape(order, order));
        double seconds = stopwatch.best(() -> a.matMul(b).close(), 1);
        best = Math.max(best, 2.0 * order * order * order / seconds / 1e9);
      }
    }
    return best;
  }
}
