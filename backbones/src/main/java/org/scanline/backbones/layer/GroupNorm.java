package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Subtraction of the mean and division by the standard deviation over each group of neighbouring
 * channels (Wu and He, 2018); parameters weight and bias over all channels.
 */
public final class GroupNorm extends Norm {
  private final int groups;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** Creates a norm over rows of a width that the groups divide; epsilon is added to variances. */
  public GroupNorm(int groups, int width, double epsilon) {
    Heads.demand(width, groups);
    this.groups = groups;
    this.epsilon = epsilon;
    weight = parameter("weight", constant(1), width);
    bias = parameter("bias", constant(0), width);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Shape shape = x.getShape();
    long width = shape.get(shape.dimension() - 1);
    Shape rows = shape.slice(0, shape.dimension() - 1).add(groups, width / groups);
    NDArray grouped = x.reshape(rows);
    NDArray centred = grouped.sub(grouped.mean(new int[] {-1}, true));
    NDArray variance = centred.mul(centred).mean(new int[] {-1}, true);
    NDArray normalized = centred.div(variance.add(epsilon).sqrt()).reshape(shape);
    return normalized
        .mul(value(store, weight, x.getDevice(), training))
        .add(value(store, bias, x.getDevice(), training));
  }
}
