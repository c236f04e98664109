package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/**
 * Sends each token to the few of M memories that a projection favours; parameter weight (M,D).
 *
 * <p>Softmax over the M logits, the largest chosen, their shares scaled to add up to 1. Gradients
 * flow through the shares, not through the choice: with one choice its share is 1 and only {@link
 * Routing#balanceLoss} trains the router.
 */
public final class TopRouter extends Layer {
  private final int memories;
  private final int chosen;
  private final Parameter weight;

  /**
   * Declares the parameter.
   *
   * @param width D
   * @param memories M
   * @param chosen how many memories a token goes to, at most M
   */
  public TopRouter(int width, int memories, int chosen) {
    if (chosen < 1 || chosen > memories) {
      throw new IllegalArgumentException(
          "chosen=" + chosen + " must be between 1 and memories=" + memories);
    }
    this.memories = memories;
    this.chosen = chosen;
    weight = parameter("weight", dense(width), memories, width);
  }

  /** Routes x (B,T,D). */
  public Routing apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray logits = Linear.linear(x, w, null).singletonOrThrow();
    NDList top = logits.softmax(-1).topK(chosen, -1);
    NDArray weights = top.get(0).div(top.get(0).sum(new int[] {-1}, true));
    return new Routing(logits, weights, top.get(1));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    Routing routing = apply(store, inputs.get(0), training);
    return new NDList(routing.logits(), routing.weights(), routing.chosen());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape rows = inputShapes[0].slice(0, 2);
    return new Shape[] {rows.add(memories), rows.add(chosen), rows.add(chosen)};
  }
}
