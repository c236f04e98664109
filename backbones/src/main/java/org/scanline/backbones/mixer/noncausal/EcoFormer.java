package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.noncausal.BinaryAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/**
 * EcoFormer's mixer (Liu et al., 2022) for x (B,T,D): linear attention over binary codes that
 * queries and keys share, so that most products are sums and differences.
 *
 * <p>The codes come from a hash that must be learned once from data, see {@link #learn}; gradients
 * pass its signs straight through. Parameter names as in ziplab/EcoFormer: to_qk, to_v, proj and
 * fast_attention.ksh (A, mvec, anchor); its fast_attention.projection_matrix is used nowhere and
 * not declared. Linear in T.
 */
public final class EcoFormer extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param bits signs in a code
   * @param anchors tokens that each token is compared with to find its code
   * @param constant how the kernel's constant enters; the published weights were trained with
   *     {@link BinaryAttention.Constant#OWN}
   */
  public record Config(
      int width, int heads, int bits, int anchors, BinaryAttention.Constant constant) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (bits < 1 || anchors < 1) {
        throw new IllegalArgumentException(
            "bits=%d and anchors=%d must be at least 1".formatted(bits, anchors));
      }
    }

    /** Codes of 16 bits from 20 anchors, the kernel as it is defined. */
    public Config(int width, int heads) {
      this(width, heads, 16, 20, BinaryAttention.Constant.SUM);
    }
  }

  private final Config config;
  private final Projection both;
  private final Projection value;
  private final KernelHash hash;
  private final Projection output;

  /** Declares the parameters. */
  public EcoFormer(Config config) {
    this.config = config;
    int d = config.width();
    both = addChildBlock("to_qk", new Projection(d, d, false));
    value = addChildBlock("to_v", new Projection(d, d, false));
    KernelHash inner =
        new KernelHash(config.heads(), d / config.heads(), config.bits(), config.anchors());
    hash = addChildBlock("fast_attention", new Nested<>("ksh", inner)).content();
    output = addChildBlock("proj", new Projection(d, d, true));
  }

  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    NDArray bits = hash.codes(store, directions(store, x, training), training);
    NDArray v = Heads.split(value.apply(store, x, training), config.heads());
    NDArray read = BinaryAttention.apply(bits, v, config.constant());
    return output.apply(store, Heads.join(read), training);
  }

  /**
   * Learns the hash from a batch, so that tokens which are alike get codes which are alike; call it
   * once, before training the rest. Quadratic in T. Not thread-safe.
   *
   * @param x (B,T,D), T at least the number of anchors
   * @param neighbours how many of a token's nearest and farthest ones must be told apart, at most T
   * @param seed chooses the anchors
   */
  public void learn(ParameterStore store, NDArray x, int neighbours, long seed) {
    hash.learn(directions(store, x, false), neighbours, seed);
  }

  private NDArray directions(ParameterStore store, NDArray x, boolean training) {
    return KernelHash.directions(Heads.split(both.apply(store, x, training), config.heads()));
  }
}
