package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * The selective state space of Mamba-2 (Dao and Gu, 2024) as a gated outer product.
 *
 * <p>With s_t = softplus(dt_t + bias): h_t = e^(s_t A) h_(t-1) + s_t x_t B_t^T and y_t = h_t C_t +
 * D x_t. So queries are C, keys B, values s x, and the gate is s A. Thread-safe.
 *
 * @param a A, (H), below 0
 * @param d D, (H), the direct path
 * @param bias added to dt, (H)
 */
public record StateSpaceDual(NDArray a, NDArray d, NDArray bias) {

  /**
   * Runs the recurrence.
   *
   * @param x inputs (B,T,H,P)
   * @param dt step sizes before softplus (B,T,H)
   * @param b input directions (B,T,G,N); head h uses group h / (H/G)
   * @param c output directions (B,T,G,N)
   * @param state h before the first step (B,H,P,N), or null for zero
   * @param form which form of the scan
   * @return output y (B,T,H,P) and state (B,H,P,N)
   */
  public ScanResult run(
      NDArray x, NDArray dt, NDArray b, NDArray c, @Nullable NDArray state, ScanForm form) {
    long heads = x.getShape().get(2);
    NDArray step = Activation.softPlus(dt.add(bias)); // (B,T,H)
    NDArray gate = step.mul(a).transpose(0, 2, 1);
    NDArray values = x.mul(step.expandDims(3)).transpose(0, 2, 1, 3);
    NDArray before = state == null ? null : state.transpose(0, 1, 3, 2);
    ScanResult scan =
        GatedOuterProduct.run(form, perHead(c, heads), perHead(b, heads), values, gate, before, 1f);
    NDArray direct = x.transpose(0, 1, 3, 2).mul(d).transpose(0, 1, 3, 2);
    return new ScanResult(
        scan.output().transpose(0, 2, 1, 3).add(direct), scan.state().transpose(0, 1, 3, 2));
  }

  /** Repeats groups for their heads: (B,T,G,N) to (B,H,T,N). */
  private static NDArray perHead(NDArray grouped, long heads) {
    Shape s = grouped.getShape();
    NDArray swapped = grouped.transpose(0, 2, 1, 3);
    if (s.get(2) == heads) {
      return swapped;
    }
    long each = heads / s.get(2);
    return swapped
        .expandDims(2)
        .broadcast(s.get(0), s.get(2), each, s.get(1), s.get(3))
        .reshape(s.get(0), heads, s.get(1), s.get(3));
  }
}
