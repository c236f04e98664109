package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.LocalLinearAttention;
import org.scanline.backbones.layer.Heads;

/**
 * Local linear attention (Zuo et al., 2025) with queries and keys of length 1.
 *
 * <p><b>Not linear</b>: quadratic cost, and a state of all keys and values so far, (B,H,T,K), which
 * grows with the sequence; {@link #getOutputShapes} gives the shapes it starts with, T = 0.
 * Parameters q_proj, k_proj, v_proj and o_proj.
 */
public final class LocalLinear extends HeadMixer {
  private static final double EPSILON = 1e-6;
  private static final double RIDGE = 0.1;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param ridge added to the diagonal of the local fit, positive
   */
  public record Config(int width, int heads, double ridge) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (!(ridge > 0)) {
        throw new IllegalArgumentException("ridge=" + ridge + " must be positive");
      }
    }

    /** A ridge of 0.1. */
    public Config(int width, int heads) {
      this(width, heads, RIDGE);
    }
  }

  private final Config config;

  /** Declares the parameters. */
  public LocalLinear(Config config) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    Shape none = new Shape(batch, config.heads(), 0, config.width() / config.heads());
    return new Shape[] {none, none};
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.mul(x).sum(new int[] {3}, true).add(EPSILON).sqrt());
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    NDArray keys = call.state().get(0).concat(unit(k), 2);
    NDArray values = call.state().get(1).concat(v, 2);
    double scale = 1 / Math.sqrt(q.getShape().get(3));
    NDArray o = new LocalLinearAttention(config.ridge()).causal(unit(q), keys, values, scale);
    return new NDList(o, keys, values);
  }
}
