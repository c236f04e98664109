package org.scanline.backbones.scan.dplr;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * The recurrence S_t = diag(e^g_t) S_(t-1) + b_t (a_t^T S_(t-1)) + k_t v_t^T, read as o_t = scale
 * q_t^T S_t; a reads the state before it decays.
 *
 * <p>Shapes: q, k, a, b and the gate (B,H,T,K), v (B,H,T,V), state (B,H,K,V), output (B,H,T,V). The
 * gate is a natural logarithm, at most 0; null stands for no decay. A null state is all zero. T may
 * be 0 or 1.
 *
 * <p>This is the state of RWKV-7 (Peng et al., 2025, eq. 16) with a = -kappa and b = kappa times
 * the rate, kappa of unit length: the delta rule with a decay and a rate for each key channel.
 *
 * <p>All forms compute the same function. Every exponent is a sum of gates and thus at most 0, so
 * no gate is too strong. The fused form takes FLOAT32 arrays on the CPU, each at most 2 GiB, and
 * its bits do not depend on the number of threads. Thread-safe: nothing is kept between calls.
 */
public final class DiagonalPlusLowRank {
  private DiagonalPlusLowRank() {}

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,T,K)
   * @param v values (B,H,T,V)
   * @param a what is read from the state to be changed (B,H,T,K)
   * @param b where what was read is added (B,H,T,K)
   * @param logGate log decays (B,H,T,K), or null for none
   * @param state the state before the first step (B,H,K,V), or null for zero
   * @param scale factor of the outputs
   * @throws IllegalArgumentException naming the first array that does not fit
   */
  public static ScanResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    return switch (form.kind()) {
      case NAIVE -> NaiveLowRank.run(q, k, v, a, b, logGate, state, scale);
      case CHUNKED -> ChunkedLowRank.run(q, k, v, a, b, logGate, state, scale, form.size());
      case FUSED -> FusedLowRank.run(q, k, v, a, b, logGate, state, scale, form.size());
    };
  }
}
