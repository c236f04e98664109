package org.scanline.backbones.scan;

import ai.djl.ndarray.NDArray;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * The gated outer-product recurrence S_t = diag(e^g_t) S_(t-1) + k_t v_t^T, read as o_t = scale
 * q_t^T S_t.
 *
 * <p>Shapes: q and k (B,H,T,K), v (B,H,T,V), state (B,H,K,V), output (B,H,T,V). The gate is a
 * natural logarithm, at most 0: (B,H,T,K) for one factor per key channel, (B,H,T) for one per step,
 * (H) for a constant, null for none. A null state is all zero. T may be 0 or 1.
 *
 * <p>All forms compute the same function. With K-wide gates it is Gated Linear Attention (Yang et
 * al., 2023, eq. 4); with scalar gates it is the state-space dual of Mamba-2 (Dao and Gu, 2024) and
 * retention (Sun et al., 2023). Thread-safe: nothing is kept between calls. Arguments that do not
 * fit together raise IllegalArgumentException.
 */
public final class GatedOuterProduct {
  private GatedOuterProduct() {}

  /** Steps one by one, literally as defined; for tests and very short inputs. Has gradients. */
  public static ScanResult naive(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    return NaiveScan.run(q, k, v, logGate, state, scale);
  }

  /**
   * Computes whole chunks by matrix products and carries the state between them; for training and
   * for accelerators. Has gradients.
   *
   * <p>Every exponent is a sum of gates and thus at most 0, so no gate is too strong: factors of
   * e^-25 a step and hard resets are exact.
   *
   * @param chunk the longest chunk in steps, at least 1; 32 to 64 suits scalar gates. K-wide gates
   *     use chunks of at most 8, because their decays inside a chunk cost K values for each pair of
   *     steps, and the others of at most 128
   */
  public static ScanResult chunked(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int chunk) {
    return ChunkedScan.run(q, k, v, logGate, state, scale, chunk);
  }

  /**
   * Computes step by step in plain Java on the CPU, with the Vector API when the virtual machine
   * has it; for inference.
   *
   * <p>Arrays must be FLOAT32 on the CPU, each at most 2 GiB. The result has no gradient. Its bits
   * do not depend on the number of threads or on the Vector API. For streams use {@link
   * RecurrentScan}.
   */
  public static ScanResult fused(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    return fused(q, k, v, logGate, state, scale, ForkJoinPool.getCommonPoolParallelism() + 1);
  }

  /**
   * As {@link #fused(NDArray, NDArray, NDArray, NDArray, NDArray, float)}, on a given number of
   * threads.
   *
   * @param threads most threads to use, from the common pool; 1 stays on the calling thread
   */
  public static ScanResult fused(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int threads) {
    return FusedScan.run(q, k, v, logGate, state, scale, threads);
  }
}
