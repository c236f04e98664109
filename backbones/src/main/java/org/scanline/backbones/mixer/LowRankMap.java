package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * Two dense layers through a narrow middle with an activation there: parameters lora.0.weight,
 * lora.2.weight and, if asked for, lora.2.bias.
 */
final class LowRankMap extends UnaryLayer {
  private final Projection down;
  private final UnaryOperator<NDArray> middle;
  private final Projection up;
  private final @Nullable Parameter bias;

  /**
   * Creates the layers.
   *
   * @param bias how the last bias starts, or null for none
   */
  LowRankMap(
      long width,
      long rank,
      long outputs,
      UnaryOperator<NDArray> middle,
      @Nullable Initializer bias) {
    down = addChildBlock("lora.0", new Projection(width, rank, false));
    this.middle = middle;
    up = addChildBlock("lora.2", new Projection(rank, outputs, false));
    this.bias = bias == null ? null : parameter("lora.2.bias", bias, outputs);
  }

  /** Maps x (...,width) to (...,outputs). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray y = up.apply(store, middle.apply(down.apply(store, x, training)), training);
    return bias == null ? y : y.add(value(store, bias, x.getDevice(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return up.getOutputShapes(inputShapes);
  }
}
