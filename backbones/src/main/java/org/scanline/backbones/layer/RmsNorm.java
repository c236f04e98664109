package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Division by the root mean square over the last axis (Zhang and Sennrich, 2019); parameter weight.
 */
public final class RmsNorm extends Layer {
  private final double epsilon;
  private final Parameter weight;

  /** Creates a norm over rows of a width; epsilon is added to the mean square. */
  public RmsNorm(long width, double epsilon) {
    this.epsilon = epsilon;
    weight = parameter("weight", constant(1), width);
  }

  /** Normalizes x (...,width). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray meanSquare = x.mul(x).mean(new int[] {-1}, true);
    return x.div(meanSquare.add(epsilon).sqrt()).mul(value(store, weight, x.getDevice(), training));
  }

  @Override
  protected NDList forwardInternal(
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
