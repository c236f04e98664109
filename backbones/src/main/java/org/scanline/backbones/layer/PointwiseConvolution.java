package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of width 1: a dense layer over the last axis whose weight has the shape of a
 * convolution's, (out,in,1); bias (out).
 */
public final class PointwiseConvolution extends Layer {
  private final long inputs;
  private final long outputs;
  private final Parameter weight;
  private final Parameter bias;

  /** Declares the parameters. */
  public PointwiseConvolution(long inputs, long outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    weight = parameter("weight", dense(inputs), outputs, inputs, 1);
    bias = parameter("bias", dense(inputs), outputs);
  }

  /** Projects x (...,in) to (...,out). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = local(x, value(store, weight, x.getDevice(), training)).reshape(outputs, inputs);
    NDArray b = value(store, bias, x.getDevice(), training);
    return Linear.linear(x, w, b).singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList given,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, given.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, in.dimension() - 1).add(outputs)};
  }
}
