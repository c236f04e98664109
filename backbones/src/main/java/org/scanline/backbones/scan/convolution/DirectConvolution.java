package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/** The sum as it is defined, one lag after the other. */
final class DirectConvolution {
  private DirectConvolution() {}

  static NDArray run(NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    Shape shape = u.getShape();
    long steps = shape.get(2);
    NDArray zeros = u.getManager().zeros(shape, u.getDataType());
    NDArray before = zeros.concat(u, 2); // zeros stand for what came before the start
    NDArray after = u.concat(zeros, 2);
    NDArray y = zeros;
    for (long lag = 0; lag < steps; lag++) {
      if (lag < kernel.getShape().get(1)) {
        y = y.add(before.get(span(steps - lag, steps)).mul(kernel.get(span(lag))));
      }
      if (reverse != null && lag < reverse.getShape().get(1)) {
        y = y.add(after.get(span(lag, steps)).mul(reverse.get(span(lag))));
      }
    }
    return y;
  }

  private static NDIndex span(long from, long steps) {
    return new NDIndex(":, :, {}:{}", from, from + steps);
  }

  private static NDIndex span(long lag) {
    return new NDIndex(":, {}:{}", lag, lag + 1);
  }
}
