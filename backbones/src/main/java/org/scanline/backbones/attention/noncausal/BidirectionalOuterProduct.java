package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * The gated outer product over a whole sequence, each step reading what comes before and after it.
 *
 * <p>The recurrence runs forwards and backwards, and the step's own term, which both contain, is
 * taken off once. Without gates that is one sum which all steps read, and {@link
 * org.scanline.backbones.attention.KernelAttention#product} is the shorter way to it. Cost linear
 * in T. Thread-safe: nothing is kept between calls.
 */
public final class BidirectionalOuterProduct {
  private BidirectionalOuterProduct() {}

  /**
   * Computes o_t = scale q_t^T (sum over j of d(t,j) k_j v_j^T), d(t,t) = 1.
   *
   * <p>The decay d(t,j) is e^(g_(j+1) + ... + g_t) for an earlier j and e^(h_t + ... + h_(j-1)) for
   * a later one, with the gates g forwards and h backwards: a step's gate closes what comes from
   * beyond it, on either way.
   *
   * @param form which form of the scan
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,T,K)
   * @param v values (B,H,T,V)
   * @param forward g, log decays as {@link GatedOuterProduct} takes them, or null for none
   * @param backward h, likewise
   * @return (B,H,T,V)
   */
  public static NDArray run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray forward,
      @Nullable NDArray backward,
      float scale) {
    NDArray before = GatedOuterProduct.run(form, q, k, v, forward, null, scale).output();
    NDArray gate =
        backward == null || backward.getShape().dimension() == 1 ? backward : backward.flip(2);
    NDArray after =
        GatedOuterProduct.run(form, q.flip(2), k.flip(2), v.flip(2), gate, null, scale).output();
    NDArray own = Scalars.times(q.mul(k).sum(new int[] {3}, true), scale).mul(v);
    return before.add(after.flip(2)).sub(own);
  }
}
