package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/** A factor for each channel; its one parameter, scale, starts as ones. */
final class Scale extends Layer {
  private final Parameter scale;

  Scale(long... shape) {
    scale = parameter("scale", constant(1), shape);
  }

  /** The factors on the manager of x. */
  NDArray factors(ParameterStore store, NDArray x, boolean training) {
    return local(x, value(store, scale, x.getDevice(), training));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    return new NDList(x.mul(factors(store, x, training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
