package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/**
 * SOFT's mixer (Lu et al., 2021) for images as tokens (B,T,D), row by row: a Gaussian kernel of low
 * rank in place of softmax, queries and keys being the same, plus a convolution of the values.
 *
 * <p>Landmarks are a strided convolution of the queries. Parameter names as in fudan-zvg/SOFT: W_q,
 * W_v, attn.Qlandmark_op, attn.Qnorm_act.0, attn.conv, ff. Linear in T for a fixed number of
 * landmarks.
 */
public final class Soft extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param ratio pixels along each side that share a landmark
   * @param local pixels along each side of the values' convolution, odd
   */
  public record Config(int width, int heads, int ratio, int local) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (ratio < 1 || local < 1 || local % 2 == 0) {
        throw new IllegalArgumentException(
            "ratio=%d must be at least 1, local=%d odd".formatted(ratio, local));
      }
    }
  }

  private final Config config;
  private final Projection query;
  private final Projection value;
  private final LandmarkAttention attention;
  private final Projection output;

  /** Declares the parameters. */
  public Soft(Config config) {
    this.config = config;
    long d = config.width();
    query = addChildBlock("W_q", new Projection(d, d, true));
    value = addChildBlock("W_v", new Projection(d, d, true));
    attention = addChildBlock("attn", new LandmarkAttention(config));
    output = addChildBlock("ff", new Projection(d, d, true));
  }

  /** Mixes a batch of square images. */
  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    return mix(store, x, side(x.getShape().get(1)), training);
  }

  /** Mixes a batch of images of so many rows; rows and columns must not be below the ratio. */
  public NDArray mix(ParameterStore store, NDArray x, int rows, boolean training) {
    int columns = columns(x.getShape().get(1), rows);
    NDArray q = Heads.split(query.apply(store, x, training), config.heads());
    NDArray v = Heads.split(value.apply(store, x, training), config.heads());
    NDArray read = attention.apply(store, q, v, rows, columns, training);
    return output.apply(store, Heads.join(read), training);
  }
}
