package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/**
 * The lower bounds of the forget gates in a stack of {@link Hgrn2} layers (Qin et al., 2023, HGRN,
 * eq. 4): a running sum over the layers of a softmax over the layers, less its first term.
 *
 * <p>Parameter lower_bounds (layers,D) as in flash-linear-attention.
 */
public final class Hgrn2LowerBounds extends Layer {
  private final int layers;
  private final Parameter bounds;

  /** Declares the parameter. */
  public Hgrn2LowerBounds(int layers, int width) {
    this.layers = layers;
    bounds = parameter("lower_bounds", constant(0), layers, width);
  }

  /**
   * The bound (D) of a layer; null for layer 0, whose bound is 0.
   *
   * @param x the layer's input, for its device and manager
   */
  public @Nullable NDArray of(ParameterStore store, NDArray x, int layer, boolean training) {
    if (layer < 0 || layer >= layers) {
      throw new IllegalArgumentException("layer=" + layer + " of " + layers);
    }
    if (layer == 0) {
      return null;
    }
    NDArray shares = local(x, value(store, bounds, x.getDevice(), training)).softmax(0);
    return shares.get(new NDIndex("1:{}", layer + 1)).sum(new int[] {0});
  }

  /** All bounds (layers,D), on the manager of the input. */
  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.head();
    NDArray shares = local(x, value(store, bounds, x.getDevice(), training)).softmax(0);
    return new NDList(shares.cumSum(0).sub(shares.get(new NDIndex("0:1"))));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {bounds.getShape()};
  }
}
