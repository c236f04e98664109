package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.scan.convolution.DiagonalStateSpace;

/** The parameters log_dt, C, log_A_real and A_imag of a diagonal state space, S4D-Lin at first. */
final class DiagonalKernel extends Layer {
  private final Parameter logStep;
  private final Parameter c;
  private final Parameter logReal;
  private final Parameter imaginary;

  DiagonalKernel(long channels, long modes) {
    logStep =
        parameter(
            "log_dt",
            (manager, shape, type) ->
                manager.randomUniform((float) Math.log(0.001), (float) Math.log(0.1), shape, type),
            channels);
    c =
        parameter(
            "C",
            (manager, shape, type) -> manager.randomNormal(0f, (float) Math.sqrt(0.5), shape, type),
            channels,
            modes,
            2);
    logReal = parameter("log_A_real", constant((float) Math.log(0.5)), channels, modes);
    imaginary =
        parameter(
            "A_imag",
            (manager, shape, type) -> {
              NDArray row = manager.arange(0f, shape.get(1)).toType(type, false).mul(Math.PI);
              return row.reshape(1, shape.get(1)).add(manager.zeros(shape, type));
            },
            channels,
            modes);
  }

  DiagonalStateSpace space(ParameterStore store, Device device, boolean training) {
    return new DiagonalStateSpace(
        value(store, logStep, device, training),
        value(store, c, device, training),
        value(store, logReal, device, training),
        value(store, imaginary, device, training));
  }

  /** Gives the kernel of as many lags as x (B,T,D) has steps, (D,T). */
  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    return new NDList(
        space(store, x.getDevice(), training).kernel(Math.max(1, x.getShape().get(1))));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(2), Math.max(1, in.get(1)))};
  }
}
