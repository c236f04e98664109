package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.TorchFunction;

/** A convolution without bias, a batch norm and ReLU6, under the names 0 and 1. */
final class NormedConvolution extends Layer {
  private static final double EPSILON = 1e-5;

  private final ImageConvolution convolution;
  private final BatchNorm norm;

  NormedConvolution(ImageConvolution.Config config) {
    convolution = addChildBlock("0", new ImageConvolution(config, false));
    norm = addChildBlock("1", new BatchNorm((int) config.outputs(), EPSILON));
  }

  /** As many pixels out as in, or half as many with a stride of 2. */
  static ImageConvolution.Config around(int inputs, int outputs, int stride, int groups) {
    return new ImageConvolution.Config(inputs, outputs, 3, stride, 1, groups);
  }

  NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray y = norm.apply(store, convolution.apply(store, x, training), training);
    return TorchFunction.of("x: Tensor", "return torch.clamp(x, 0., 6.)").apply(training, y);
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
    return convolution.getOutputShapes(inputShapes);
  }
}
