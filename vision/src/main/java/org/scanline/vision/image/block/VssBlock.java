package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.scan.ScanForm;

/**
 * VMamba's block (Liu et al., 2024, arXiv 2401.10166, figure 4): x + scan(norm(x)), then, if there
 * is an MLP, x + mlp(norm(x)).
 *
 * <p>As {@link VssScan} it reads an image in four directions and needs the whole of it: no
 * streaming, but {@link FourWayPasses} over files. Images (B,C,H,W) in and out. Parameter names as
 * in VMamba: norm, op, norm2, mlp.
 */
public final class VssBlock extends Layer {
  private static final double EPSILON = 1e-5;

  private final LayerNorm norm;
  private final VssScan scan;
  private final @Nullable LayerNorm second;
  private final @Nullable Mlp mlp;

  /**
   * Declares the parameters.
   *
   * @param inner width of the MLP, 0 for none
   */
  public VssBlock(VssScan.Config config, int inner) {
    norm = addChildBlock("norm", new LayerNorm(config.width(), EPSILON));
    scan = addChildBlock("op", new VssScan(config));
    second = inner > 0 ? addChildBlock("norm2", new LayerNorm(config.width(), EPSILON)) : null;
    mlp = inner > 0 ? addChildBlock("mlp", new Mlp(config.width(), inner, "fc1", "fc2")) : null;
  }

  /** Runs the block on x (B,C,H,W) by a form of the scan, null for that which suits. */
  public NDArray apply(ParameterStore store, NDArray x, @Nullable ScanForm form, boolean training) {
    NDArray pixels = x.transpose(0, 2, 3, 1);
    NDArray normed = norm.apply(store, pixels, training);
    NDArray mixed =
        form == null ? scan.mix(store, normed, training) : scan.mix(store, normed, form, training);
    return finish(store, pixels.add(mixed), training).transpose(0, 3, 1, 2);
  }

  /** The MLP, if there is one, on x (B,H,W,C). */
  NDArray finish(ParameterStore store, NDArray x, boolean training) {
    return second == null || mlp == null
        ? x
        : x.add(mlp.apply(store, second.apply(store, x, training), training));
  }

  LayerNorm norm() {
    return norm;
  }

  VssScan scan() {
    return scan;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), null, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
