package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.TorchOperators;

/** PReLU with a slope for each channel under Keras's name, alpha (C). */
final class Slopes extends Layer {
  private final Parameter alpha;

  Slopes(int channels) {
    alpha = parameter("alpha", constant(0), channels);
  }

  NDArray of(ParameterStore store, ai.djl.Device device, boolean training) {
    return value(store, alpha, device, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    return new NDList(TorchOperators.prelu(training, x, of(store, x.getDevice(), training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
