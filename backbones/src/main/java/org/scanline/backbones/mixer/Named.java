package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/** A block within a block: one more part in the names of its parameters, and nothing else. */
final class Named extends Layer {
  private final Block child;

  Named(String name, Block child) {
    this.child = addChildBlock(name, child);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return child.forward(store, inputs, training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return child.getOutputShapes(inputShapes);
  }
}
