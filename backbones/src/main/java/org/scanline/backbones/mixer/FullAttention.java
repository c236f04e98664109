package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.SoftmaxAttention;

/**
 * Causal softmax attention (Vaswani et al., 2017): the yardstick, with quadratic cost.
 *
 * <p>With rotary embedding unless its base is 0; parameters q_proj, k_proj, v_proj and o_proj as in
 * Llama. State: all keys and values so far, (B,H,T,K). Unlike every other mixer's it grows with the
 * sequence; {@link #getOutputShapes} gives the shapes it starts with, T = 0.
 */
public final class FullAttention extends SoftmaxMixer {
  private static final double BASE = 10_000;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param rotaryBase of the angles; 0 for no positions
   */
  public record Config(int width, int heads, double rotaryBase) {
    /** Checks that the sizes fit together. */
    public Config {
      demandSizes(width, heads, rotaryBase);
    }

    /** Rotary embedding of base 10000 where a head's width is even. */
    public Config(int width, int heads) {
      this(width, heads, width / Math.max(1, heads) % 2 == 0 ? BASE : 0);
    }
  }

  private final Config config;

  /** Declares the parameters. */
  public FullAttention(Config config) {
    super(config.width(), config.heads(), config.rotaryBase());
    this.config = config;
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    Shape none = new Shape(batch, config.heads(), 0, config.width() / config.heads());
    return new Shape[] {none, none};
  }

  @Override
  long seen() {
    return Long.MAX_VALUE;
  }

  @Override
  long position(NDList state) {
    return state.get(0).getShape().get(2);
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, NDList state, double scale) {
    NDArray keys = state.get(0).concat(k, 2);
    NDArray values = state.get(1).concat(v, 2);
    return new NDList(SoftmaxAttention.causal(q, keys, values, scale), keys, values);
  }
}
