package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.noncausal.FlowAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/**
 * Flowformer's mixer (Wu et al., 2022): flow attention between projections with biases; x (B,T,D).
 *
 * <p>Parameter names as in thuml/Flowformer: query_projection, key_projection, value_projection,
 * out_projection. Linear in T.
 */
public final class Flowformer extends WholeMixer {

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

  private final int heads;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;

  /** Declares the parameters. */
  public Flowformer(Config config) {
    long d = config.width();
    heads = config.heads();
    query = addChildBlock("query_projection", new Projection(d, d, true));
    key = addChildBlock("key_projection", new Projection(d, d, true));
    value = addChildBlock("value_projection", new Projection(d, d, true));
    output = addChildBlock("out_projection", new Projection(d, d, true));
  }

  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    NDArray q = Heads.split(query.apply(store, x, training), heads);
    NDArray k = Heads.split(key.apply(store, x, training), heads);
    NDArray v = Heads.split(value.apply(store, x, training), heads);
    return output.apply(store, Heads.join(FlowAttention.apply(q, k, v)), training);
  }
}
