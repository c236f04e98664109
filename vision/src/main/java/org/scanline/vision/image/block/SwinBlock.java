package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;

/**
 * Swin's block: attention in windows and an MLP, each with a skip; norms before them in version one
 * and behind them in version two ({@link SwinAttention}).
 *
 * <p>Images (B,H,W,C) of any size, in and out; no dropout. Parameter names as in torchvision:
 * norm1, attn, norm2, mlp.0, mlp.3.
 */
public final class SwinBlock extends Layer {
  private static final double EPSILON = 1e-5;

  private final boolean before;
  private final LayerNorm first;
  private final SwinAttention attention;
  private final LayerNorm second;
  private final Mlp mlp;

  /**
   * Declares the parameters.
   *
   * @param inner width of the MLP
   */
  public SwinBlock(SwinAttention.Config config, int inner) {
    before = config.version() == SwinAttention.Version.ONE;
    first = addChildBlock("norm1", new LayerNorm(config.width(), EPSILON));
    attention = addChildBlock("attn", new SwinAttention(config));
    second = addChildBlock("norm2", new LayerNorm(config.width(), EPSILON));
    mlp = addChildBlock("mlp", new Mlp(config.width(), inner, "0", "3"));
  }

  /** Runs the block on x (B,H,W,C). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    if (before) {
      NDArray y = x.add(attention.apply(store, first.apply(store, x, training), training));
      return y.add(mlp.apply(store, second.apply(store, y, training), training));
    }
    NDArray y = x.add(first.apply(store, attention.apply(store, x, training), training));
    return y.add(second.apply(store, mlp.apply(store, y, training), training));
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
    return new Shape[] {inputShapes[0]};
  }
}
