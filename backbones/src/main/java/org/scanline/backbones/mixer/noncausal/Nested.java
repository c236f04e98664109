package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/** A layer that published weights keep one name further down. */
final class Nested<L extends Layer> extends Layer {
  private final L content;

  Nested(String name, L content) {
    this.content = addChildBlock(name, content);
  }

  L content() {
    return content;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return content.forward(store, inputs, training, params);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return content.getOutputShapes(inputShapes);
  }
}
