package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.layer.Heads;

/**
 * Linear attention with the learned feature map of Hedgehog (Zhang et al., 2024).
 *
 * <p>Parameters q_proj, k_proj, v_proj, o_proj, feature_map_q.layer and feature_map_k.layer as in
 * flash-linear-attention with output_norm=identity. State: S (B,H,2K,V) and the normalizer z
 * (B,H,2K).
 */
public final class HedgehogAttention extends HeadMixer implements AttentionMap {
  private static final double EPSILON = 1e-10;

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
  private final HedgehogMap queryMap;
  private final HedgehogMap keyMap;

  /** Declares the parameters. */
  public HedgehogAttention(Config config) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
    int k = config.width() / config.heads();
    queryMap = addChildBlock("feature_map_q", HedgehogMap.shared(k));
    keyMap = addChildBlock("feature_map_k", HedgehogMap.shared(k));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {
      new Shape(batch, config.heads(), 2 * k, k), new Shape(batch, config.heads(), 2 * k)
    };
  }

  @Override
  public NDArray weights(ParameterStore store, NDArray x, boolean training) {
    NDList both = queriesAndKeys(store, x, training);
    NDArray scores =
        CausalWeights.scores(
            queryMap.apply(store, both.get(0), training),
            keyMap.apply(store, both.get(1), training));
    long steps = x.getShape().get(1);
    return CausalWeights.divided(scores.mul(CausalWeights.seen(x, steps, steps)));
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    KernelAttention.Result result =
        KernelAttention.causal(
            call.form(),
            queryMap.apply(call.store(), q, call.training()),
            keyMap.apply(call.store(), k, call.training()),
            v,
            call.state().get(0),
            call.state().get(1),
            EPSILON);
    return new NDList(result.output(), result.state(), result.normalizer());
  }
}
