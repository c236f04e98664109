package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A dense layer over the last axis: y = W x + b; parameters weight (out,in) and bias (out). */
public final class Projection extends Layer {
  private final long outputs;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Creates a layer; parameters are declared, not yet filled. */
  public Projection(long inputs, long outputs, boolean withBias) {
    this.outputs = outputs;
    weight = parameter("weight", dense(inputs), outputs, inputs);
    bias = withBias ? parameter("bias", dense(inputs), outputs) : null;
  }

  /** Projects x (...,in) to (...,out). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return forwardInternal(store, new NDList(x), training, null).singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray b = bias == null ? null : value(store, bias, x.getDevice(), training);
    return Linear.linear(x, w, b);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, in.dimension() - 1).add(outputs)};
  }
}
