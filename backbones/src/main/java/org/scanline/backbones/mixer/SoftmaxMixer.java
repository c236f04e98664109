package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Rotary;
import org.scanline.backbones.scan.ScanForm;

/** Multi-head softmax attention up to the question which keys are seen and carried. */
abstract class SoftmaxMixer extends Mixer {
  private final int heads;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;
  private final @Nullable Rotary rotary;

  /** Declares the parameters; a base of 0 means no rotary embedding. */
  SoftmaxMixer(int width, int heads, double rotaryBase) {
    super(width);
    this.heads = heads;
    query = addChildBlock("q_proj", new Projection(width, width, false));
    key = addChildBlock("k_proj", new Projection(width, width, false));
    value = addChildBlock("v_proj", new Projection(width, width, false));
    output = addChildBlock("o_proj", new Projection(width, width, false));
    rotary = rotaryBase == 0 ? null : Rotary.halves(width / heads, rotaryBase);
  }

  static void demandSizes(int width, int heads, double rotaryBase) {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width=" + width + " must be a multiple of heads=" + heads);
    }
    if (!(rotaryBase >= 0) || (rotaryBase > 0 && width / heads % 2 != 0)) {
      throw new IllegalArgumentException(
          "rotaryBase="
              + rotaryBase
              + " must be 0 or positive, and then heads of width "
              + width / heads
              + " must be even");
    }
  }

  /** Steps before this call. */
  abstract long position(NDList state);

  /** The heads' outputs (B,H,T,K), then the state after the last step; q and k are turned. */
  abstract NDList attend(NDArray q, NDArray k, NDArray v, NDList state, double scale);

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray q = heads(query.apply(store, x, training), heads);
    NDArray k = heads(key.apply(store, x, training), heads);
    NDArray v = heads(value.apply(store, x, training), heads);
    if (rotary != null) {
      long position = position(state);
      q = rotary.rotate(q, position);
      k = rotary.rotate(k, position);
    }
    NDList attended = attend(q, k, v, state, 1 / Math.sqrt(q.getShape().get(3)));
    NDArray y = output.apply(store, merge(attended.get(0)), training);
    return new NDList(y).addAll(attended.subNDList(1));
  }
}
