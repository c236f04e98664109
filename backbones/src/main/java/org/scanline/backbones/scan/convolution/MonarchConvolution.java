package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;

/** The convolution by {@link MonarchTransform}, in real arithmetic, with gradients. */
final class MonarchConvolution {
  private MonarchConvolution() {}

  static NDArray run(NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      result = convolve(u, kernel, reverse).reshape(u.getShape());
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  private static NDArray convolve(NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    long steps = u.getShape().get(2);
    MonarchTransform transform = new MonarchTransform(u, steps);
    ComplexPair k = transform.forward(first(kernel, steps));
    if (reverse != null) {
      ComplexPair r = transform.forward(first(reverse, steps));
      k = new ComplexPair(k.real().add(r.real()), k.imaginary().sub(r.imaginary()));
    }
    ComplexPair product = transform.forward(u).times(k);
    return transform.inverse(product);
  }

  /** The lags that matter. */
  private static NDArray first(NDArray kernel, long steps) {
    return kernel.getShape().get(1) <= steps ? kernel : kernel.get(new NDIndex(":, :{}", steps));
  }
}
