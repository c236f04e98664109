package org.scanline.backbones.scan;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** One of the equal forms of {@link GatedOuterProduct}; arguments and shapes as described there. */
@FunctionalInterface
public interface ScanForm {

  /** Runs the recurrence. */
  ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale);

  /** Step by step on NDArrays; has gradients. */
  static ScanForm naive() {
    return GatedOuterProduct::naive;
  }

  /** Matrix products over chunks of at most so many steps; has gradients, runs on any device. */
  static ScanForm chunked(int chunk) {
    return (q, k, v, logGate, state, scale) ->
        GatedOuterProduct.chunked(q, k, v, logGate, state, scale, chunk);
  }

  /** Plain Java on the CPU; no gradients. */
  static ScanForm fused() {
    return GatedOuterProduct::fused;
  }

  /**
   * Plain Java on at most so many threads of the CPU; no gradients, the bits of {@link #fused()}.
   */
  static ScanForm fused(int threads) {
    return (q, k, v, logGate, state, scale) ->
        GatedOuterProduct.fused(q, k, v, logGate, state, scale, threads);
  }
}
