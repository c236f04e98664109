package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.noncausal.InjectiveAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/**
 * InLine's mixer (Han et al., 2024) for images as tokens (B,T,D), row by row: injective linear
 * attention plus a 3x3 convolution of the values whose weights follow from the mean token.
 *
 * <p>A class token, if there is one, comes first and takes no part in the convolution. Parameter
 * names as in LeapLabTHU/InLine: qkv, proj, residual.0, residual.2. Linear in T.
 */
public final class InLine extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param classToken whether token 0 is none of the pixels
   */
  public record Config(int width, int heads, boolean classToken) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }

    /** With a class token, as in the reference's DeiT. */
    public Config(int width, int heads) {
      this(width, heads, true);
    }
  }

  private final Config config;
  private final Projection input;
  private final Projection output;
  private final DynamicConvolution residual;

  /** Declares the parameters. */
  public InLine(Config config) {
    this.config = config;
    long d = config.width();
    input = addChildBlock("qkv", new Projection(d, 3 * d, true));
    output = addChildBlock("proj", new Projection(d, d, true));
    residual = addChildBlock("residual", new DynamicConvolution(config.width(), config.heads()));
  }

  /** Mixes a batch of square images. */
  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    return mix(store, x, side(x.getShape().get(1) - first()), training);
  }

  /** Mixes a batch of images of so many rows. */
  public NDArray mix(ParameterStore store, NDArray x, int rows, boolean training) {
    Shape s = x.getShape();
    long pixels = s.get(1) - first();
    int columns = columns(pixels, rows);
    NDList qkv = input.apply(store, x, training).split(3, 2);
    NDArray attended =
        Heads.join(
            InjectiveAttention.apply(
                Heads.split(qkv.get(0), config.heads()),
                Heads.split(qkv.get(1), config.heads()),
                Heads.split(qkv.get(2), config.heads())));
    NDArray image =
        qkv.get(2)
            .get(new NDIndex(":, {}:", first()))
            .transpose(0, 2, 1)
            .reshape(s.get(0), s.get(2), rows, columns);
    NDArray mean = x.mean(new int[] {1});
    NDArray around =
        residual
            .apply(store, image, mean, training)
            .reshape(s.get(0), s.get(2), pixels)
            .transpose(0, 2, 1);
    if (config.classToken()) {
      Shape one = new Shape(s.get(0), 1, s.get(2));
      around = x.getManager().zeros(one, x.getDataType()).concat(around, 1);
    }
    return output.apply(store, attended.add(around), training);
  }

  private long first() {
    return config.classToken() ? 1 : 0;
  }
}
