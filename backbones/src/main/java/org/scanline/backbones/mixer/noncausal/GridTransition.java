package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * Transitions of pLSTM that each pixel computes, tanh(5 (W x + b)) in [-1,1]; parameters
 * eigenvalues_weight (N,1,1,D) and eigenvalues_bias (N,1).
 */
final class GridTransition extends UnaryLayer {
  private static final double FACTOR = 5;
  private final long gates;
  private final long width;
  private final Parameter bias;
  private final Parameter weight;

  GridTransition(long gates, long width) {
    this.gates = gates;
    this.width = width;
    bias = parameter("eigenvalues_bias", constant(1), gates, 1);
    weight = parameter("eigenvalues_weight", constant(0), gates, 1, 1, width);
  }

  /** Transitions (B,T,N) of pixels x (B,T,D). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = local(x, value(store, weight, x.getDevice(), training)).reshape(gates, width);
    NDArray b = local(x, value(store, bias, x.getDevice(), training)).reshape(gates);
    return Scalars.times(x.matMul(w.transpose()).add(b), FACTOR).tanh();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].slice(0, 2).add(gates)};
  }
}
