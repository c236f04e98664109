package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;

/**
 * The convolution by the engine's fast Fourier transform of real numbers; its complex arrays have
 * no gradient. Some channels after others, so that the spectra stay in the cache.
 */
final class FourierConvolution {
  private static final long AT_ONCE = 1 << 18; // numbers transformed together

  private FourierConvolution() {}

  static NDArray run(NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    long batch = u.getShape().get(0);
    long channels = u.getShape().get(1);
    long steps = u.getShape().get(2);
    long group = Math.max(1, AT_ONCE / (2 * steps * batch));
    NDArray result;
    try (NDScope scope = new NDScope()) {
      NDList parts = new NDList();
      for (long from = 0; from < channels; from += group) {
        NDIndex rows = new NDIndex("{}:{}", from, Math.min(channels, from + group));
        NDIndex inputs = new NDIndex(":, {}:{}", from, Math.min(channels, from + group));
        parts.add(
            part(u.get(inputs), kernel.get(rows), reverse == null ? null : reverse.get(rows)));
      }
      result = NDArrays.concat(parts, 1);
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  private static NDArray part(NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    long steps = u.getShape().get(2);
    NDArray result;
    try (NDScope scope = new NDScope()) {
      NDArray spectrum = first(kernel, steps).rfft(2 * steps);
      if (reverse != null) {
        spectrum = spectrum.add(first(reverse, steps).rfft(2 * steps).conj());
      }
      NDArray y = u.rfft(2 * steps).mul(spectrum).irfft(2 * steps);
      result = y.get(new NDIndex(":, :, :{}", steps)).duplicate();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  /** The lags that matter. */
  private static NDArray first(NDArray kernel, long steps) {
    return kernel.getShape().get(1) <= steps ? kernel : kernel.get(new NDIndex(":, :{}", steps));
  }
}
