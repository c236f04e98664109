package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;

/** Attention maps (B,H,T,T) from queries and keys of the same T steps. */
final class CausalWeights {
  private static final float HIDDEN = -1e30f;

  private CausalWeights() {}

  /** 1 where a step sees another one, (T,T): its own and those before, the last W of them. */
  static NDArray seen(NDArray like, long steps, long window) {
    NDArray row = like.getManager().arange(0, steps).reshape(steps, 1);
    NDArray column = like.getManager().arange(0, steps).reshape(1, steps);
    NDArray age = row.sub(column);
    return age.gte(0).logicalAnd(age.lt(window)).toType(like.getDataType(), false);
  }

  /** Scores q.k (B,H,T,T). */
  static NDArray scores(NDArray q, NDArray k) {
    return q.matMul(k.transpose(0, 1, 3, 2));
  }

  /** Scores with those of unseen steps, where seen is 0, far below all others. */
  static NDArray masked(NDArray scores, NDArray seen) {
    return scores.add(seen.neg().add(1).mul(HIDDEN));
  }

  /** Weights, positive where seen, divided by their sums. */
  static NDArray divided(NDArray weights) {
    return weights.div(weights.sum(new int[] {3}, true));
  }
}
