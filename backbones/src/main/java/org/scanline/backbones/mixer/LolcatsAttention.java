package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.HybridAttention;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.layer.Rotary;
import org.scanline.backbones.layer.Scalars;

/**
 * The attention of LoLCATs (Zhang et al., 2024): softmax over the last W steps and linear attention
 * with learned feature maps over all older ones, joined under one denominator. It takes over the
 * projections of a softmax model.
 *
 * <p>Parameters q_proj, k_proj, v_proj, o_proj, feature_map_q.mlp.layer, feature_map_k.mlp.layer
 * and window_factors (1,H,1,1) as in HazyResearch/lolcats. State: keys and values of the window
 * (B,H,W,K), the position, S (B,H,2K,K) and the normalizer z (B,H,2K).
 */
public final class LolcatsAttention extends HeadMixer implements AttentionMap {
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
  public NDArray weights(ParameterStore store, NDArray x, boolean training) {
    NDList both = queriesAndKeys(store, x, training);
    NDArray q = rotary == null ? both.get(0) : rotary.rotate(both.get(0), 0);
    NDArray k = rotary == null ? both.get(1) : rotary.rotate(both.get(1), 0);
    long steps = x.getShape().get(1);
    NDArray near = CausalWeights.seen(x, steps, config.window());
    NDArray far = CausalWeights.seen(x, steps, steps).sub(near);
    double scale = 1 / Math.sqrt(q.getShape().get(3));
    NDArray scores = CausalWeights.masked(CausalWeights.scores(Scalars.times(q, scale), k), near);
    NDArray factor = local(q, value(store, windowFactors, q.getDevice(), training));
    NDArray window = scores.sub(scores.max(new int[] {3}, true)).exp();
    NDArray old =
        CausalWeights.scores(queryMap.apply(store, q, training), keyMap.apply(store, k, training));
    return CausalWeights.divided(window.mul(Activation.sigmoid(factor)).add(old.mul(far)));
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
