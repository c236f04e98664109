package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.Scalars;

/**
 * Injective linear attention (Han et al., 2024): attention weights q k / N shifted so that each row
 * sums to one, which makes different queries give different rows.
 *
 * <p>o_i = (s/N) q_i (K^T V) + (1 - s q_i mean(K)) mean(V) with s = K^(-1/2); the weights may be
 * negative. No feature map. Cost linear in T. Thread-safe: nothing is kept between calls.
 */
public final class InjectiveAttention {
  private InjectiveAttention() {}

  /**
   * Attends.
   *
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,J,K)
   * @param v values (B,H,J,V)
   * @return (B,H,T,V)
   */
  public static NDArray apply(NDArray q, NDArray k, NDArray v) {
    double scale = 1 / Math.sqrt(k.getShape().get(3));
    NDArray keys = Scalars.times(k, scale / k.getShape().get(2)).transpose(0, 1, 3, 2);
    NDArray weight = q.matMul(keys.sum(new int[] {3}, true)); // (B,H,T,1): sum of a row of q K^T
    NDArray mean = v.mean(new int[] {2}, true); // (B,H,1,V)
    return q.matMul(keys.matMul(v)).add(mean).sub(weight.mul(mean));
  }
}
