package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.SoftmaxAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/**
 * CrossViT's cross attention (Chen et al., 2021): of x (B,T,D) only the class token, token 0, asks;
 * all tokens answer; gives (B,1,D).
 *
 * <p>Token 0 comes from one branch of the net and the others from its other branch. Parameter names
 * as in IBM/CrossViT: wq, wk and wv without biases, proj with one. Linear in T.
 */
public final class CrossVit extends WholeMixer {

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
  public CrossVit(Config config) {
    long d = config.width();
    heads = config.heads();
    query = addChildBlock("wq", new Projection(d, d, false));
    key = addChildBlock("wk", new Projection(d, d, false));
    value = addChildBlock("wv", new Projection(d, d, false));
    output = addChildBlock("proj", new Projection(d, d, true));
  }

  /** Mixes x (B,T,D), T at least 1, to (B,1,D). */
  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    NDArray asking = x.get(new NDIndex(":, :1"));
    NDArray q = Heads.split(query.apply(store, asking, training), heads);
    NDArray k = Heads.split(key.apply(store, x, training), heads);
    NDArray v = Heads.split(value.apply(store, x, training), heads);
    NDArray read = SoftmaxAttention.full(q, k, v, 1 / Math.sqrt(q.getShape().get(3)));
    return output.apply(store, Heads.join(read), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), 1, in.get(2))};
  }
}
