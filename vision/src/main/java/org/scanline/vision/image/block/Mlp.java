package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;

/** Two dense layers over the last axis with GELU between them. */
final class Mlp extends Layer {
  private final Projection wide;
  private final Projection narrow;

  /** Declares the parameters under the publisher's two names. */
  Mlp(int width, int inner, String first, String second) {
    wide = addChildBlock(first, new Projection(width, inner, true));
    narrow = addChildBlock(second, new Projection(inner, width, true));
  }

  NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return narrow.apply(store, Activation.gelu(wide.apply(store, x, training)), training);
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
    return inputShapes;
  }
}
