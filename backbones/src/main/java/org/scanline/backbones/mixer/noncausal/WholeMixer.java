package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/**
 * A mixer whose every output sees every input: no state, nothing is carried.
 *
 * <p>Sequences of a batch never see each other. Blocks may be shared by threads once initialized,
 * as long as nobody trains them.
 */
public abstract class WholeMixer extends Layer {

  /** For subclasses. */
  protected WholeMixer() {}

  /**
   * Mixes a batch.
   *
   * @param x the layout is the subclass's
   * @return the layout of x, unless the subclass says otherwise
   */
  public abstract NDArray mix(ParameterStore store, NDArray x, boolean training);

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(mix(store, inputs.singletonOrThrow(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }

  /**
   * The rows of a square image of so many pixels.
   *
   * @throws IllegalArgumentException when they fill no square
   */
  static int side(long pixels) {
    int side = (int) Math.round(Math.sqrt(pixels));
    if ((long) side * side != pixels) {
      throw new IllegalArgumentException(pixels + " tokens fill no square; give the rows");
    }
    return side;
  }

  /**
   * The columns of an image of so many pixels and rows.
   *
   * @throws IllegalArgumentException when they do not fill the rows
   */
  static int columns(long pixels, int rows) {
    if (rows < 1 || pixels % rows != 0) {
      throw new IllegalArgumentException(pixels + " tokens do not fill rows=" + rows);
    }
    return Math.toIntExact(pixels / rows);
  }
}
