package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * The projection of step sizes from a narrow input; its bias is added inside the scan, before
 * softplus. Parameters weight (E,R) and bias (E), the latter starting at steps of 0.001 to 0.1.
 */
final class StepProjection extends UnaryLayer {
  private final long channels;
  private final Parameter weight;
  private final Parameter bias;

  StepProjection(long rank, long channels) {
    this.channels = channels;
    weight = parameter("weight", dense(rank), channels, rank);
    bias = parameter("bias", StepSizes.initializer(), channels);
  }

  /** Projects x (...,R) to (...,E), without the bias. */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x.getDevice(), training);
    return Linear.linear(x, w).singletonOrThrow();
  }

  NDArray bias(ParameterStore store, Device device, boolean training) {
    return value(store, bias, device, training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, in.dimension() - 1).add(channels)};
  }
}
