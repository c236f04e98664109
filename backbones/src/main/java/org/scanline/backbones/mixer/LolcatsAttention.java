package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.HybridAttention;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.layer.Rotary;

/**
 * The attention of LoLCATs (Zhang et al., 2024): softmax over the last W steps and linear attention
 * with learned feature maps over all older ones, joined under one denominator. It takes over the
 * projections of a softmax model.
 *
 * <p>Parameters q_proj, k_proj, v_proj, o_proj, feature_map_q.mlp.layer, feature_map_k.mlp.layer
 * and window_factors (1,H,1,1) as in HazyResearch/lolcats. State: keys and values of the window
 * (B,H,W,K), the position, S (B,H,2K,K) and the normalizer z (B,H,2K).
 */
public final class LolcatsAttention extends HeadMixer {
  private final WindowAttention.Config config;
  private final @Nullable Rotary rotary;
  private final HedgehogMap queryMap;
  private final HedgehogMap keyMap;
  private final Parameter windowFactors;

  /** Declares the parameters; sizes are those of the window attention in it. */
  public LolcatsAttention(WindowAttention.Config config) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
    int k = config.width() / config.heads();
    rotary = config.rotaryBase() == 0 ? null : Rotary.halves(k, config.rotaryBase());
    queryMap = addChildBlock("feature_map_q", HedgehogMap.perHead(config.heads(), k));
    keyMap = addChildBlock("feature_map_k", HedgehogMap.perHead(config.heads(), k));
    windowFactors = parameter("window_factors", constant(0), 1, config.heads(), 1, 1);
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long h = config.heads();
    long k = config.width() / h;
    Shape[] window = KeyValueWindow.shapes(batch, h, config.window(), k, k);
    return new Shape[] {
      window[0], window[1], window[2], new Shape(batch, h, 2 * k, k), new Shape(batch, h, 2 * k)
    };
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    KeyValueWindow past = KeyValueWindow.of(call.state());
    NDArray turnedQ = rotary == null ? q : rotary.rotate(q, past.position());
    NDArray turnedK = rotary == null ? k : rotary.rotate(k, past.position());
    KeyValueWindow seen = past.followedBy(turnedK, v);
    NDArray factor = local(q, value(call.store(), windowFactors, q.getDevice(), call.training()));
    NDArray keyFeatures = keyMap.apply(call.store(), seen.keys(), call.training());
    KernelAttention.Result result =
        new HybridAttention(
                config.window(), Activation.sigmoid(factor), 1 / Math.sqrt(q.getShape().get(3)))
            .run(
                call.form(),
                turnedQ,
                queryMap.apply(call.store(), turnedQ, call.training()),
                new HybridAttention.Past(seen.keys(), keyFeatures, seen.values()),
                call.state().get(3),
                call.state().get(4));
    return new NDList(result.output())
        .addAll(past.after(turnedK, v))
        .addAll(new NDList(result.state(), result.normalizer()));
  }
}
