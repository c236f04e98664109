package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Subtraction of the mean and division by the standard deviation over the last axis (Ba et al.,
 * 2016); parameters weight and bias.
 */
public final class LayerNorm extends Norm {
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

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray b = value(store, bias, x.getDevice(), training);
    return ai.djl.nn.norm.LayerNorm.layerNorm(x, normalized, w, b, epsilon).singletonOrThrow();
  }
}
