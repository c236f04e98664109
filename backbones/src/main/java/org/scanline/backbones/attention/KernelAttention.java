package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Linear attention (Katharopoulos et al., 2020, eq. 9): o_i = sum_j (q_i.k_j) v_j / (sum_j q_i.k_j
 * + epsilon), on queries and keys that have passed their feature map.
 *
 * <p>Shapes: q and k (B,H,T,K), v (B,H,T,V), state (B,H,K,V), normalizer (B,H,K), output (B,H,T,V);
 * T may be 0. The sum of weights must stay away from -epsilon, as it does with positive features.
 * Thread-safe: nothing is kept between calls.
 */
public final class KernelAttention {
  private KernelAttention() {}

  /**
   * What the causal form leaves behind.
   *
   * @param output (B,H,T,V)
   * @param state sum of k v^T, (B,H,K,V)
   * @param normalizer sum of k, (B,H,K)
   */
  public record Result(NDArray output, NDArray state, NDArray normalizer) {}

  /**
   * A query sees its own key and all before: S_t = S_(t-1) + k v^T, z_t = z_(t-1) + k, o = q S /
   * (q.z + epsilon).
   *
   * @param state S before the first step, or null for zero
   * @param normalizer z before the first step, or null for zero
   */
  public static Result causal(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray state,
      @Nullable NDArray normalizer,
      double epsilon) {
    Sums sums = sums(form, q, k, v, state, normalizer);
    NDArray output = sums.weighted().div(sums.weights().add(epsilon));
    return new Result(output, sums.state(), sums.normalizer());
  }

  /** Numerator (B,H,T,V) and denominator (B,H,T,1) of the causal form, and what it leaves. */
  record Sums(NDArray weighted, NDArray weights, NDArray state, NDArray normalizer) {}

  static Sums sums(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray state,
      @Nullable NDArray normalizer) {
    ScanResult scan = GatedOuterProduct.run(form, q, k, v, null, state, 1);
    Shape shape = k.getShape();
    Shape none = new Shape(shape.get(0), shape.get(1), shape.get(3));
    NDArray z = normalizer == null ? k.getManager().zeros(none, k.getDataType()) : normalizer;
    NDArray keys = k.cumSum(2).add(z.expandDims(2)); // (B,H,T,K)
    NDArray weights = q.mul(keys).sum(new int[] {3}, true);
    return new Sums(scan.output(), weights, scan.state(), z.add(k.sum(new int[] {2})));
  }

  /** Every query sees every key. */
  public static NDArray full(NDArray q, NDArray k, NDArray v, double epsilon) {
    NDArray z = k.sum(new int[] {2}, true); // (B,H,1,K)
    NDArray weights = q.mul(z).sum(new int[] {3}, true).add(epsilon);
    return product(q, k, v).div(weights);
  }

  /** The numerator alone, in linear time: q (k^T v). */
  public static NDArray product(NDArray q, NDArray k, NDArray v) {
    return q.matMul(k.transpose(0, 1, 3, 2).matMul(v));
  }
}
