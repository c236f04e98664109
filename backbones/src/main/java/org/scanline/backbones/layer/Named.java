package org.scanline.backbones.layer;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks under names of one's choice, one after the other, as PyTorch's Sequential, ModuleList and
 * ModuleDict hold them: it gives their parameters the publisher's names ("layers.0.conv.weight").
 *
 * <p>A block that holds it usually keeps its parts in fields and calls these; {@code forward} runs
 * all parts in order.
 */
public final class Named extends Layer {

  /** Holds parts under the names 0, 1, 2, ... */
  public static Named numbered(List<? extends Block> parts) {
    Named named = new Named();
    for (int i = 0; i < parts.size(); i++) {
      named.with(Integer.toString(i), parts.get(i));
    }
    return named;
  }

  /** Adds a part and returns it. */
  public <B extends Block> B with(String name, B part) {
    return addChildBlock(name, part);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList x = inputs;
    for (Pair<String, Block> part : getChildren()) {
      x = part.getValue().forward(store, x, training);
    }
    return x;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = inputShapes;
    for (Pair<String, Block> part : getChildren()) {
      shapes = part.getValue().getOutputShapes(shapes);
    }
    return shapes;
  }
}
