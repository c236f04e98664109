package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * The gated outer-product recurrence S_t = diag(e^g_t) S_(t-1) + k_t v_t^T, read as o_t = scale
 * q_t^T S_t.
 *
 * <p>Shapes: q and k (B,H,T,K), v (B,H,T,V), state (B,H,K,V), output (B,H,T,V). The gate is a
 * natural logarithm, at most 0: (B,H,T,K) for one factor per key channel, (B,H,T) for one per step,
 * (H) for a constant, null for none. A null state is all zero. T may be 0 or 1.
 *
 * <p>With K-wide gates it is Gated Linear Attention (Yang et al., 2023, eq. 4); with scalar gates
 * it is the state-space dual of Mamba-2 (Dao and Gu, 2024) and retention (Sun et al., 2023).
 *
 * <p>All forms compute the same function. Every exponent is a sum of gates and thus at most 0, so
 * no gate is too strong: factors of e^-25 a step and hard resets are exact. The fused form takes
 * FLOAT32 arrays on the CPU, each at most 2 GiB, and its bits do not depend on the number of
 * threads; for streams see {@link RecurrentScan}. Thread-safe: nothing is kept between calls.
 */
public final class GatedOuterProduct {
  private GatedOuterProduct() {}

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,T,K)
   * @param v values (B,H,T,V)
   * @param logGate log decays (B,H,T,K), (B,H,T) or (H), or null for none
   * @param state the state before the first step (B,H,K,V), or null for zero
   * @param scale factor of the outputs
   * @throws IllegalArgumentException naming the first array that does not fit
   */
  public static ScanResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    return run(form, q, k, v, logGate, null, state, scale);
  }

  /**
   * Runs the recurrence as RWKV-6 reads it (Peng et al., 2024): o_t = scale q_t^T (S_(t-1) +
   * diag(u) k_t v_t^T), the state before the step and the step's own key and value times a bonus.
   *
   * @param bonus u (H,K), or null to read the state after the step
   * @see #run(ScanForm, NDArray, NDArray, NDArray, NDArray, NDArray, float)
   */
  public static ScanResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray bonus,
      @Nullable NDArray state,
      float scale) {
    return switch (form.kind()) {
      case NAIVE -> NaiveOuterProduct.run(q, k, v, logGate, bonus, state, scale);
      case CHUNKED -> ChunkedOuterProduct.run(q, k, v, logGate, bonus, state, scale, form.size());
      case FUSED -> FusedOuterProduct.run(q, k, v, logGate, bonus, state, scale, form.size());
    };
  }
}
