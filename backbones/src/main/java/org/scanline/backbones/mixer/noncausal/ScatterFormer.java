package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.noncausal.RaggedWindows;
import org.scanline.backbones.attention.noncausal.ScatteredAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;

/**
 * ScatterFormer's scattered linear attention (He et al., 2024) for the points or voxels of a cloud:
 * tokens (N,D), each in a window of any number of tokens.
 *
 * <p>Parameter names as in skyhehe123/ScatterFormer: qkv without bias, proj with one. As a DJL
 * block it takes x (N,D) and the windows' numbers (N). Linear in tokens.
 */
public final class ScatterFormer extends Layer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   */
  public record Config(int width, int heads) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }
  }

  private final Config config;
  private final Projection input;
  private final Projection output;

  /** Declares the parameters. */
  public ScatterFormer(Config config) {
    this.config = config;
    long d = config.width();
    input = addChildBlock("qkv", new Projection(d, 3 * d, false));
    output = addChildBlock("proj", new Projection(d, d, true));
  }

  /**
   * Mixes tokens.
   *
   * @param x (N,D), in any order
   * @param windows the window of each
   * @param pooled where the windows lie, to let each see its neighbours; or null
   * @return (N,D)
   */
  public NDArray mix(
      ParameterStore store,
      NDArray x,
      RaggedWindows windows,
      ScatteredAttention.@Nullable Grid pooled,
      boolean training) {
    NDList qkv = input.apply(store, x, training).split(3, 1);
    ScatteredAttention read =
        ScatteredAttention.apply(
            heads(qkv.get(0)), heads(qkv.get(1)), heads(qkv.get(2)), windows, pooled);
    return output.apply(store, read.output().reshape(x.getShape()), training);
  }

  private NDArray heads(NDArray x) {
    return x.reshape(x.getShape().get(0), config.heads(), config.width() / config.heads());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    RaggedWindows windows = RaggedWindows.of(inputs.get(1).toLongArray());
    return new NDList(mix(store, inputs.get(0), windows, null, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
