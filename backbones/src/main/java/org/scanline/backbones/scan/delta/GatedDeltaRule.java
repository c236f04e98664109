package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * The gated delta rule S_t = e^g_t S_(t-1) + beta_t k_t (v_t - k_t^T e^g_t S_(t-1))^T, read as o_t
 * = scale q_t^T S_t.
 *
 * <p>Shapes: q and k (B,H,T,K), v (B,H,T,V), beta and the gate (B,H,T), state (B,H,K,V), output
 * (B,H,T,V). The gate is a natural logarithm, at most 0; null stands for no decay. A null state is
 * all zero. T may be 0 or 1.
 *
 * <p>Keys should have a norm of at most 1. Then beta in [0,1] writes a share of the new value in
 * place of the old one, and beta in [0,2] gives the transition an eigenvalue 1 - beta down to -1
 * (Grazzi et al., 2024), still without growth. The rule without gates is DeltaNet (Yang et al.,
 * 2024, eq. 2), with gates Gated DeltaNet (Yang et al., 2025, eq. 10).
 *
 * <p>All forms compute the same function. The fused form takes FLOAT32 arrays on the CPU, each at
 * most 2 GiB, and its bits do not depend on the number of threads. Thread-safe: nothing is kept
 * between calls.
 */
public final class GatedDeltaRule {
  private GatedDeltaRule() {}

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,T,K)
   * @param v values (B,H,T,V)
   * @param beta strength of each write (B,H,T), from 0 to 2
   * @param logGate log decays (B,H,T), or null for none
   * @param state the state before the first step (B,H,K,V), or null for zero
   * @param scale factor of the outputs
   * @throws IllegalArgumentException naming the first array that does not fit
   */
  public static ScanResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    return switch (form.kind()) {
      case NAIVE -> NaiveDeltaRule.run(q, k, v, beta, logGate, state, scale);
      case CHUNKED -> ChunkedDeltaRule.run(q, k, v, beta, logGate, state, scale, form.size());
      case FUSED -> FusedDeltaRule.run(q, k, v, beta, logGate, state, scale, form.size());
    };
  }
}
