package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Rotary;
import org.scanline.backbones.layer.Scalars;

/** Multi-head softmax attention up to the question which keys are seen and carried. */
abstract class SoftmaxMixer extends HeadMixer implements AttentionMap {
  private final @Nullable Rotary rotary;

  /** Declares the parameters; a base of 0 means no rotary embedding. */
  SoftmaxMixer(int width, int heads, double rotaryBase) {
    super(width, heads, width, false, "o_proj");
    rotary = rotaryBase == 0 ? null : Rotary.halves(width / heads, rotaryBase);
  }

  static void demandSizes(int width, int heads, double rotaryBase) {
    Heads.demand(width, heads);
    if (!(rotaryBase >= 0) || (rotaryBase > 0 && width / heads % 2 != 0)) {
      throw new IllegalArgumentException(
          "rotaryBase="
              + rotaryBase
              + " must be 0, or positive with heads of even width, not "
              + width / heads);
    }
  }

  /** Steps before this call. */
  abstract long position(NDList state);

  /** The heads' outputs (B,H,T,K), then the state after the last step; q and k are turned. */
  abstract NDList attend(NDArray q, NDArray k, NDArray v, NDList state, double scale);

  /** Steps that a step sees, itself included. */
  abstract long seen();

  @Override
  public final NDArray weights(ParameterStore store, NDArray x, boolean training) {
    NDList both = queriesAndKeys(store, x, training);
    NDArray q = rotary == null ? both.get(0) : rotary.rotate(both.get(0), 0);
    NDArray k = rotary == null ? both.get(1) : rotary.rotate(both.get(1), 0);
    NDArray scores = CausalWeights.scores(Scalars.times(q, 1 / Math.sqrt(q.getShape().get(3))), k);
    NDArray seen = CausalWeights.seen(x, x.getShape().get(1), seen());
    return CausalWeights.masked(scores, seen).softmax(-1);
  }

  @Override
  final NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    double scale = 1 / Math.sqrt(q.getShape().get(3));
    if (rotary == null) {
      return attend(q, k, v, call.state(), scale);
    }
    long position = position(call.state());
    return attend(rotary.rotate(q, position), rotary.rotate(k, position), v, call.state(), scale);
  }
}
