package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.noncausal.ImageWindows;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;

/**
 * Swin's window attention (Liu et al., 2021) for images (B,H,W,C): softmax attention inside square
 * windows with a learned bias for each relative place; every second block shifts the windows.
 *
 * <p>Height and width must be multiples of the window. Parameter names as in
 * microsoft/Swin-Transformer: qkv, proj, relative_position_bias_table ((2M-1)^2,heads). Linear in
 * pixels.
 */
public final class SwinAttention extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width C
   * @param heads number of heads; must divide C
   * @param window M, pixels along each side
   * @param shift pixels by which windows are shifted; 0 for none
   */
  public record Config(int width, int heads, int window, int shift) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (window < 1 || shift < 0 || shift >= window) {
        throw new IllegalArgumentException(
            "window=%d must be at least 1, shift=%d below it".formatted(window, shift));
      }
    }

    /** Windows of 7 without a shift. */
    public Config(int width, int heads) {
      this(width, heads, 7, 0);
    }
  }

  private final Config config;
  private final Projection input;
  private final Projection output;
  private final Parameter table;

  /** Declares the parameters. */
  public SwinAttention(Config config) {
    this.config = config;
    long c = config.width();
    long side = 2L * config.window() - 1;
    input = addChildBlock("qkv", new Projection(c, 3 * c, true));
    output = addChildBlock("proj", new Projection(c, c, true));
    table = parameter("relative_position_bias_table", normal(), side * side, config.heads());
  }

  private static Initializer normal() {
    return (manager, shape, type) -> manager.randomNormal(0, 0.02f, shape, type);
  }

  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    Shape s = x.getShape();
    ImageWindows windows =
        new ImageWindows((int) s.get(1), (int) s.get(2), config.window(), config.shift());
    NDList qkv = input.apply(store, windows.cut(x), training).split(3, 2);
    NDArray q = Heads.split(qkv.get(0), config.heads()); // (B*N,heads,M*M,K)
    NDArray k = Heads.split(qkv.get(1), config.heads());
    NDArray v = Heads.split(qkv.get(2), config.heads());
    NDArray scaled = Scalars.times(q, 1 / Math.sqrt(q.getShape().get(3)));
    NDArray scores = scaled.matMul(k.transpose(0, 1, 3, 2)).add(bias(store, x, windows, training));
    NDArray mask = windows.mask(x.getManager(), x.getDataType());
    NDArray read = masked(scores, mask).softmax(3).matMul(v);
    return windows.join(output.apply(store, Heads.join(read), training));
  }

  private NDArray bias(ParameterStore store, NDArray x, ImageWindows windows, boolean training) {
    long pixels = (long) config.window() * config.window();
    NDArray places = Constants.indices(x.getManager(), windows.relativePlaces());
    return value(store, table, x.getDevice(), training)
        .get(x.getManager(), new NDIndex("{}", places))
        .reshape(pixels, pixels, config.heads())
        .transpose(2, 0, 1);
  }

  /** Adds to the scores (B*N,heads,P,P) a mask (N,P,P). */
  private NDArray masked(NDArray scores, @Nullable NDArray mask) {
    if (mask == null) {
      return scores;
    }
    Shape s = scores.getShape();
    long windows = mask.getShape().get(0);
    return scores
        .reshape(s.get(0) / windows, windows, s.get(1), s.get(2), s.get(3))
        .add(mask.expandDims(1))
        .reshape(s);
  }
}
