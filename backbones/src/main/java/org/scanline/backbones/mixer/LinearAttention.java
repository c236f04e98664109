package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.FeatureMap;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.layer.Heads;

/**
 * Linear attention (Katharopoulos et al., 2020, eq. 10 to 12): the exponential of softmax attention
 * replaced by products of feature maps, so that the past fits into one matrix.
 *
 * <p>Parameters q_proj, k_proj, v_proj and o_proj as in flash-linear-attention with
 * output_norm=identity. State: S (B,H,K,V) and the normalizer z (B,H,K).
 */
public final class LinearAttention extends HeadMixer implements AttentionMap {
  private static final double EPSILON = 1e-6;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param map of queries and keys; must be positive for the normalizer's sake
   */
  public record Config(int width, int heads, FeatureMap map) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }

    /** The map of the paper, elu + 1. */
    public Config(int width, int heads) {
      this(width, heads, FeatureMap.ELU_PLUS_ONE);
    }
  }

  private final Config config;

  /** Declares the parameters. */
  public LinearAttention(Config config) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {
      new Shape(batch, config.heads(), k, k), new Shape(batch, config.heads(), k)
    };
  }

  @Override
  public NDArray weights(ParameterStore store, NDArray x, boolean training) {
    NDList both = queriesAndKeys(store, x, training);
    NDArray scores =
        CausalWeights.scores(config.map().apply(both.get(0)), config.map().apply(both.get(1)));
    long steps = x.getShape().get(1);
    return CausalWeights.divided(scores.mul(CausalWeights.seen(x, steps, steps)));
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    NDArray phiQ = config.map().apply(q);
    NDArray phiK = config.map().apply(k);
    KernelAttention.Result result =
        KernelAttention.causal(
            call.form(), phiQ, phiK, v, call.state().get(0), call.state().get(1), EPSILON);
    return new NDList(result.output(), result.state(), result.normalizer());
  }
}
