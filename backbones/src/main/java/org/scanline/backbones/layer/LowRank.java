package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

/** Two dense layers through a narrow middle: parameters 0.weight, 1.weight and perhaps 1.bias. */
public final class LowRank extends UnaryLayer {
  private final Projection down;
  private final Projection up;

  /** Creates the two layers; the second has a bias. */
  public LowRank(long inputs, long rank, long outputs) {
    this(inputs, rank, outputs, true);
  }

  /** Creates the two layers; the first has no bias. */
  public LowRank(long inputs, long rank, long outputs, boolean withBias) {
    down = addChildBlock("0", new Projection(inputs, rank, false));
    up = addChildBlock("1", new Projection(rank, outputs, withBias));
  }

  /** Projects x (...,in) to (...,out). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return up.apply(store, down.apply(store, x, training), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return up.getOutputShapes(inputShapes);
  }
}
