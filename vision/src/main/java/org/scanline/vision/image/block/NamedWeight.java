package org.scanline.vision.image.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/** Numbers under the name "weight" that the block around it computes with. */
final class NamedWeight extends Layer {
  private final Parameter weight;

  /** Declares the parameter: (out,in...), filled as a dense layer's. */
  NamedWeight(long... shape) {
    long inputs = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
    weight = parameter("weight", dense(inputs), shape);
  }

  NDArray of(ParameterStore store, Device device, boolean training) {
    return value(store, weight, device, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    throw new UnsupportedOperationException("only the block around it knows what to do with it");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
