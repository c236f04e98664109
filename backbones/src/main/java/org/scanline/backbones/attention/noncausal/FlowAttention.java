package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.scanline.backbones.layer.Scalars;

/**
 * Flow attention (Wu et al., 2022): attention as a flow from sources (keys) to sinks (queries),
 * kept linear by conserving what flows in and out of each.
 *
 * <p>With phi = sigmoid, each query is divided by what would flow into it and each value weighted
 * by a softmax over what flows out of its key (competition); the output is gated by what flows in
 * (allocation). Cost linear in T. Thread-safe: nothing is kept between calls.
 */
public final class FlowAttention {
  private static final double EPSILON = 1e-6;

  private FlowAttention() {}

  /**
   * Attends.
   *
   * @param q queries (B,H,T,K)
   * @param k keys (B,H,J,K); J need not be T
   * @param v values (B,H,J,V)
   * @return (B,H,T,V)
   */
  public static NDArray apply(NDArray q, NDArray k, NDArray v) {
    double sinks = q.getShape().get(2);
    double sources = k.getShape().get(2);
    NDArray to = Activation.sigmoid(q);
    NDArray from = Activation.sigmoid(k);
    NDArray incoming = flow(to, total(from)); // (B,H,T,1)
    NDArray outgoing = flow(from, total(to)); // (B,H,J,1)
    NDArray conservedIn = flow(to, total(from.div(outgoing)));
    NDArray conservedOut = flow(from, total(to.div(incoming))).clip(-1, 1);
    NDArray competition = Scalars.times(conservedOut.softmax(2), sources);
    NDArray allocation = Activation.sigmoid(Scalars.times(conservedIn, sinks / sources));
    NDArray carried = from.transpose(0, 1, 3, 2).matMul(v.mul(competition)); // (B,H,K,V)
    return to.div(incoming).matMul(carried).mul(allocation);
  }

  private static NDArray total(NDArray features) {
    return features.sum(new int[] {2}, true); // (B,H,1,K)
  }

  /** Products of each row (B,H,T,K) with one other (B,H,1,K), both kept off zero. */
  private static NDArray flow(NDArray rows, NDArray other) {
    return rows.add(EPSILON).matMul(other.add(EPSILON).transpose(0, 1, 3, 2));
  }
}
