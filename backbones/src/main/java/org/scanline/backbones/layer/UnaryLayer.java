package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A layer that makes one array of one, of the same shape unless it says otherwise. */
public abstract class UnaryLayer extends Layer {

  /** For subclasses. */
  protected UnaryLayer() {}

  /**
   * Computes the layer; the result belongs to the manager of x.
   *
   * @param store where the parameters come from
   * @param training whether gradients are wanted
   */
  public abstract NDArray apply(ParameterStore store, NDArray x, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
