package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.scanline.backbones.layer.UnaryLayer;

/** A gate of pLSTM that is the same everywhere: sigmoid of its one parameter, bias (N,1,...). */
final class GridGateLayer extends UnaryLayer {
  private static final float CLOSED = -5;
  private final Parameter bias;
  private final long gates;

  /** Declares so many gates, nearly closed; the bias has so many axes. */
  GridGateLayer(long gates, int axes) {
    this.gates = gates;
    long[] shape = new long[axes];
    Arrays.fill(shape, 1);
    shape[0] = gates;
    bias = parameter("bias", constant(CLOSED), shape);
  }

  /** The gates on the manager of x, (N). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Activation.sigmoid(local(x, value(store, bias, x.getDevice(), training)).reshape(gates));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(gates)};
  }
}
