package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Division by the root mean square over the last axis (Zhang and Sennrich, 2019); parameter weight.
 */
public final class RmsNorm extends Norm {
  private final double epsilon;
  private final Parameter weight;

  /** Creates a norm over rows of a width; epsilon is added to the mean square. */
  public RmsNorm(long width, double epsilon) {
    this.epsilon = epsilon;
    weight = parameter("weight", constant(1), width);
  }

  /** Divides x (...,width) by its root mean square, without a weight. */
  public static NDArray normalize(NDArray x, double epsilon) {
    NDArray meanSquare = x.mul(x).mean(new int[] {-1}, true);
    return x.div(meanSquare.add(epsilon).sqrt());
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return normalize(x, epsilon).mul(value(store, weight, x.getDevice(), training));
  }
}
