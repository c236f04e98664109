package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Subtraction of the mean and division by the standard deviation over the last axis (Ba et al.,
 * 2016); parameters weight and bias.
 */
public final class LayerNorm extends Layer {
  private final Shape normalized;
  private final float epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** Creates a norm over rows of a width; epsilon is added to the variance. */
  public LayerNorm(long width, double epsilon) {
    this.normalized = new Shape(width);
    this.epsilon = (float) epsilon;
    weight = parameter("weight", constant(1), width);
    bias = parameter("bias", constant(0), width);
  }

  /** Normalizes x (...,width). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray b = value(store, bias, x.getDevice(), training);
    return ai.djl.nn.norm.LayerNorm.layerNorm(x, normalized, w, b, epsilon).singletonOrThrow();
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
