package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.scanline.backbones.layer.Scalars;

/**
 * Where tokens go, see {@link TopRouter}.
 *
 * @param logits (B,T,M)
 * @param weights shares of the chosen memories, adding up to 1, (B,T,k)
 * @param chosen their numbers, the largest share first, (B,T,k), INT64
 */
public record Routing(NDArray logits, NDArray weights, NDArray chosen) {

  /**
   * The auxiliary loss that keeps memories equally busy: M sum_m f_m p_m, with f_m the share of
   * tokens that chose memory m and p_m its mean probability (Fedus et al., 2021, eq. 4, for several
   * choices as in Mixtral). It is k when all memories are alike, and grows to M at most. Gradients
   * flow through p.
   *
   * @return a scalar
   * @throws IllegalArgumentException when there is no token
   */
  public NDArray balanceLoss() {
    long memories = logits.getShape().get(2);
    long tokens = logits.getShape().get(0) * logits.getShape().get(1);
    if (tokens == 0) {
      throw new IllegalArgumentException("no token, no balance");
    }
    NDArray all = chosen.reshape(-1, 1);
    NDArray numbers = logits.getManager().arange((int) memories).toType(DataType.INT64, true);
    NDArray hits = all.eq(numbers).toType(logits.getDataType(), true).sum(new int[] {0});
    NDArray probability = logits.softmax(-1).reshape(tokens, memories).sum(new int[] {0});
    NDArray product = hits.mul(probability).sum();
    return Scalars.times(product, (double) memories / tokens / tokens);
  }
}
