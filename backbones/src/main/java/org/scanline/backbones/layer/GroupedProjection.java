package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.training.ParameterStore;

/**
 * Dense layers side by side, each over its own group of the channels; parameters weight
 * (out,in/groups,1) and bias (out), as of a grouped convolution of one tap.
 */
public final class GroupedProjection extends UnaryLayer {
  private final long outputs;
  private final int groups;
  private final Parameter weight;
  private final Parameter bias;

  /** Declares the parameters. */
  public GroupedProjection(long inputs, long outputs, int groups) {
    if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "inputs=%d and outputs=%d must be multiples of groups=%d"
              .formatted(inputs, outputs, groups));
    }
    this.outputs = outputs;
    this.groups = groups;
    weight = parameter("weight", dense(inputs / groups), outputs, inputs / groups, 1);
    bias = parameter("bias", dense(inputs / groups), outputs);
  }

  /** Projects x (B,in) to (B,out). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray b = value(store, bias, x.getDevice(), training);
    Shape one = new Shape(1);
    return Conv1d.conv1d(x.expandDims(2), w, b, one, new Shape(0), one, groups)
        .singletonOrThrow()
        .squeeze(2);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), outputs)};
  }
}
