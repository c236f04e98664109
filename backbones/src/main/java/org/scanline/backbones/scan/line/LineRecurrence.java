package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * The one-dimensional recurrence of pLSTM (Pöppel et al., 2025), whose transitions may be negative:
 *
 * <pre>
 * o_t = scale (M_t q_t^T C_(t-1) + D_t (q_t k_t) v_t)
 * C_t = T_t C_(t-1) + S_t k_t v_t^T
 * </pre>
 *
 * <p>Shapes: q and k (B,H,T,K), v (B,H,T,V), gates (B,H,T), state (B,H,K,V), output (B,H,T,V). A
 * null state is zero; T may be 0 or 1. A negative transition has no logarithm, so the chunked and
 * the fused form run the gated outer product on C times the sign of all transitions so far, which
 * has the same size and decays by |T|. There a transition of exactly 0 counts as 1e-30 and gets no
 * gradient. Thread-safe: nothing is kept between calls.
 */
public final class LineRecurrence {
  private LineRecurrence() {}

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute; the fused one takes FLOAT32 arrays on the CPU
   * @param state before the first step, or null for zero
   * @param scale factor of the outputs
   * @throws IllegalArgumentException naming what does not fit
   */
  public static ScanResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      LineGates gates,
      @Nullable NDArray state,
      double scale) {
    Shape key = k.getShape();
    if (key.dimension() != 4) {
      throw new IllegalArgumentException("k must be (B,H,T,K), is " + key);
    }
    gates.demand(key.slice(0, 3));
    long values = v.getShape().get(3);
    Shape stateShape = new Shape(key.get(0), key.get(1), key.get(3), values);
    NDArray before = state == null ? k.getManager().zeros(stateShape, k.getDataType()) : state;
    if (key.get(2) == 0) {
      return new ScanResult(v.add(0), before.add(0));
    }
    ScanResult read =
        form.kind() == ScanForm.Kind.NAIVE
            ? NaiveLine.run(q, k, v, gates, before)
            : SignedLine.run(form, q, k, v, gates, before);
    NDArray own = q.mul(k).sum(new int[] {3}).mul(gates.direct()).expandDims(3).mul(v);
    NDArray marked = read.output().mul(gates.mark().expandDims(3));
    return new ScanResult(Scalars.times(marked.add(own), scale), read.state());
  }
}
