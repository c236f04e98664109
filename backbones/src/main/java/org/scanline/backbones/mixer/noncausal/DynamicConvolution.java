package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.GroupedProjection;
import org.scanline.backbones.layer.Layer;

/**
 * A 3x3 convolution of each channel by itself whose weights are computed from a summary of the
 * image, by two grouped dense layers with GELU between; parameters 0 and 2.
 */
final class DynamicConvolution extends Layer {
  private static final int SIZE = 3;
  private final GroupedProjection inner;
  private final GroupedProjection outer;

  DynamicConvolution(int width, int groups) {
    inner = addChildBlock("0", new GroupedProjection(width, width, groups));
    outer = addChildBlock("2", new GroupedProjection(width, (long) SIZE * SIZE * width, groups));
  }

  /** Convolves images (B,C,H,W) by the weights that summaries (B,C) give. */
  NDArray apply(ParameterStore store, NDArray image, NDArray summary, boolean training) {
    Shape s = image.getShape();
    long maps = s.get(0) * s.get(1);
    NDArray hidden = Activation.gelu(inner.apply(store, summary, training));
    NDArray weight = outer.apply(store, hidden, training).reshape(maps, 1, SIZE, SIZE);
    Shape one = new Shape(1, 1);
    return Conv2d.conv2d(
            image.reshape(1, maps, s.get(2), s.get(3)),
            weight,
            null,
            one,
            new Shape(SIZE / 2, SIZE / 2),
            one,
            Math.toIntExact(maps))
        .singletonOrThrow()
        .reshape(s);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), inputs.get(1), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
