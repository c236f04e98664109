package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.Projection;

/**
 * Swin's step to half the resolution: the channels of 2x2 pixels side by side, projected to twice
 * as many; the norm before the projection in version one and behind it in version two.
 *
 * <p>Images (B,H,W,C) to (B,(H+1)/2,(W+1)/2,2C), zeros below and to the right of odd sides. It
 * needs two rows at a time, so that it can be streamed. Parameter names as in torchvision:
 * reduction, norm.
 */
public final class PatchMerging extends Layer {
  private static final double EPSILON = 1e-5;

  private final int width;
  private final boolean before;
  private final Projection reduction;
  private final LayerNorm norm;

  /** Declares the parameters; width is C. */
  public PatchMerging(int width, SwinAttention.Version version) {
    this.width = width;
    before = version == SwinAttention.Version.ONE;
    reduction = addChildBlock("reduction", new Projection(4L * width, 2L * width, false));
    norm = addChildBlock("norm", new LayerNorm((before ? 4L : 2L) * width, EPSILON));
  }

  /** Merges the pixels of x (B,H,W,C). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray even = even(even(x, 1), 2);
    NDArray top = part(even, 0, 0).concat(part(even, 1, 0), 3);
    NDArray all = top.concat(part(even, 0, 1), 3).concat(part(even, 1, 1), 3);
    return before
        ? reduction.apply(store, norm.apply(store, all, training), training)
        : norm.apply(store, reduction.apply(store, all, training), training);
  }

  private static NDArray part(NDArray x, int row, int column) {
    return x.get(new NDIndex(":, {}::2, {}::2", row, column));
  }

  private static NDArray even(NDArray x, int axis) {
    if (x.getShape().get(axis) % 2 == 0) {
      return x;
    }
    long[] shape = x.getShape().getShape().clone();
    shape[axis] = 1;
    return x.concat(x.getManager().zeros(new Shape(shape), x.getDataType()), axis);
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
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), (in.get(1) + 1) / 2, (in.get(2) + 1) / 2, 2L * width)};
  }
}
