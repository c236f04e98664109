package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/** A gate of pLSTM that is the same everywhere: sigmoid of its one parameter, bias (N,1,...). */
final class GridGateLayer extends Layer {
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
  NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Activation.sigmoid(local(x, value(store, bias, x.getDevice(), training)).reshape(gates));
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
    return new Shape[] {new Shape(gates)};
  }
}
