package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;

/**
 * Magnitude-aware linear attention (Fan et al., 2025): a longer query attends more sharply, as
 * under softmax, while each row of weights sums to one.
 *
 * <p>With phi = elu + 1, s = K^(-1/2) and z_i = s phi(q_i) mean(phi(k)): o_i = (s/N) phi(q_i)
 * (phi(K)^T V) (1 + 1/z_i) - z_i mean(V). Cost linear in T. Thread-safe.
 */
public final class MagnitudeAwareAttention {
  private static final double EPSILON = 1e-6;

  private MagnitudeAwareAttention() {}

  /**
   * Attends.
   *
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,J,K)
   * @param v values (B,H,J,V)
   * @param positions turns the features of queries and keys by their pixel's place, not those in z;
   *     or null. With it rows sum to one only nearly.
   * @return (B,H,T,V)
   */
  public static NDArray apply(NDArray q, NDArray k, NDArray v, @Nullable GridRotation positions) {
    double scale = 1 / Math.sqrt(k.getShape().get(3));
    double share = scale / k.getShape().get(2);
    NDArray queries = Activation.elu(q, 1).add(1);
    NDArray keys = Activation.elu(k, 1).add(1);
    NDArray mean = Scalars.times(keys.mean(new int[] {2}, true), scale);
    NDArray z = queries.matMul(mean.transpose(0, 1, 3, 2)); // (B,H,T,1)
    if (positions != null) {
      queries = positions.turn(queries);
      keys = positions.turn(keys);
    }
    NDArray kv = Scalars.times(keys, share).transpose(0, 1, 3, 2).matMul(v);
    NDArray read = queries.matMul(kv);
    return read.add(read.div(z.add(EPSILON))).sub(z.mul(v.mean(new int[] {2}, true)));
  }
}
