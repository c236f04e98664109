package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.Scalars;

/**
 * Softmax-free attention (Lu et al., 2021): a Gaussian kernel between equal queries and keys, of
 * low rank through a few landmarks.
 *
 * <p>With k(a,b) = e^(-|a-b|^2/2), K1 from queries to landmarks (T,M), K2 between landmarks (M,M)
 * and X the inverse of K2 + 0.01 I after 20 Newton steps: o = K1 X K1^T V. The gradient through X
 * is that of an exact inverse, -X^T G X^T, as in the reference. Cost T M + M^3. Thread-safe.
 *
 * @param output o (B,H,T,V)
 * @param inverse X (B,H,M,M)
 */
public record GaussianAttention(NDArray output, NDArray inverse) {
  private static final int STEPS = 20;
  private static final double RIDGE = 0.01;
  private static final double START = 1.8;

  /** Divides queries by K^(1/4), so that the squared distance has the scale of q k / K^(1/2). */
  public static NDArray scaled(NDArray q) {
    return Scalars.times(q, Math.pow(q.getShape().get(3), -0.25));
  }

  /**
   * Attends.
   *
   * @param q queries, which are the keys too (B,H,T,K), see {@link #scaled}
   * @param v values (B,H,T,V)
   * @param landmarks (B,H,M,K)
   */
  public static GaussianAttention apply(NDArray q, NDArray v, NDArray landmarks) {
    NDArray toLandmarks = kernel(q, landmarks);
    NDArray inverse = inverse(kernel(landmarks, landmarks));
    NDArray gathered = toLandmarks.transpose(0, 1, 3, 2).matMul(v); // (B,H,M,V)
    return new GaussianAttention(toLandmarks.matMul(inverse).matMul(gathered), inverse);
  }

  /** e^(-|a-b|^2/2) of rows a (B,H,T,K) and b (B,H,M,K), as (B,H,T,M). */
  private static NDArray kernel(NDArray a, NDArray b) {
    NDArray squares =
        a.mul(a).sum(new int[] {3}, true).add(b.mul(b).sum(new int[] {3}).expandDims(2));
    return a.matMul(b.transpose(0, 1, 3, 2)).sub(Scalars.times(squares, 0.5)).exp();
  }

  private static NDArray inverse(NDArray kernel) {
    long size = kernel.getShape().get(3);
    NDArray ridge = Scalars.times(kernel.getManager().eye((int) size), RIDGE);
    NDArray fixed = kernel.stopGradient();
    NDArray m = fixed.add(ridge);
    NDArray largest = fixed.sum(new int[] {3}).max(new int[] {2}).expandDims(2).expandDims(3);
    NDArray x = Scalars.times(m.div(largest.mul(largest)), START);
    for (int i = 0; i < STEPS; i++) {
      x = x.add(x).sub(x.matMul(m).matMul(x));
    }
    // x - x (K2 - K2) x: the value of x, the gradient of an inverse
    return x.sub(x.matMul(kernel.sub(fixed)).matMul(x));
  }
}
