package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * A dense layer for each head over the head's own channels; parameters weight (1,out,1,H,in) and
 * bias (H,out,1), as pLSTM keeps them.
 */
final class HeadProjection extends UnaryLayer {
  private final long heads;
  private final long inputs;
  private final long outputs;
  private final Parameter weight;
  private final Parameter bias;

  HeadProjection(long heads, long inputs, long outputs) {
    this.heads = heads;
    this.inputs = inputs;
    this.outputs = outputs;
    weight = parameter("weight", small(heads * inputs), 1, outputs, 1, heads, inputs);
    bias = parameter("bias", constant(0), heads, outputs, 1);
  }

  /** Normal with variance 2/(5 width). */
  static Initializer small(long width) {
    float deviation = (float) Math.sqrt(2.0 / (5 * width));
    return (manager, shape, type) -> manager.randomNormal(0, deviation, shape, type);
  }

  /** Projects x (B,H,T,in) to (B,H,T,out). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = local(x, value(store, weight, x.getDevice(), training));
    NDArray b = local(x, value(store, bias, x.getDevice(), training));
    NDArray matrices = w.reshape(outputs, heads, inputs).transpose(1, 2, 0);
    return x.matMul(matrices.expandDims(0)).add(b.reshape(1, heads, 1, outputs));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].slice(0, 3).add(outputs)};
  }
}
