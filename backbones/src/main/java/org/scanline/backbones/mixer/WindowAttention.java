package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.SoftmaxAttention;

/**
 * Softmax attention over the last W steps, the step itself included (Beltagy et al., 2020): linear
 * cost, a state of fixed size.
 *
 * <p>With rotary embedding unless its base is 0; parameters q_proj, k_proj, v_proj and o_proj as in
 * Mistral. State: keys and values (B,H,W,K), and the position.
 */
public final class WindowAttention extends SoftmaxMixer {
  private static final int WINDOW = 64;
  private static final double BASE = 10_000;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param window W, steps that a step sees, itself included
   * @param rotaryBase of the angles; 0 for no positions
   */
  public record Config(int width, int heads, int window, double rotaryBase) {
    /** Checks that the sizes fit together. */
    public Config {
      demandSizes(width, heads, rotaryBase);
      if (window < 1) {
        throw new IllegalArgumentException("window=" + window + " must be at least 1");
      }
    }

    /** A window of 64; rotary embedding of base 10000 where a head's width is even. */
    public Config(int width, int heads) {
      this(width, heads, WINDOW, width / Math.max(1, heads) % 2 == 0 ? BASE : 0);
    }
  }

  private final Config config;

  /** Declares the parameters. */
  public WindowAttention(Config config) {
    super(config.width(), config.heads(), config.rotaryBase());
    this.config = config;
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long keys = config.width() / config.heads();
    return KeyValueWindow.shapes(batch, config.heads(), config.window(), keys, keys);
  }

  @Override
  long seen() {
    return config.window();
  }

  @Override
  long position(NDList state) {
    return KeyValueWindow.of(state).position();
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, NDList state, double scale) {
    KeyValueWindow past = KeyValueWindow.of(state);
    KeyValueWindow seen = past.followedBy(k, v);
    NDArray o = SoftmaxAttention.windowed(q, seen.keys(), seen.values(), config.window(), scale);
    return new NDList(o).addAll(past.after(k, v));
  }
}
