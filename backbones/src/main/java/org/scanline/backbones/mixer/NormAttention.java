package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.FeatureMap;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * NormAttention of TransNormer (Qin et al., 2022, eq. 9): linear attention whose joined heads are
 * normalized in place of the division by the sum of weights, which keeps gradients bounded.
 *
 * <p>Parameters q_proj, k_proj, v_proj, out_proj with biases and layer_norm, as in fairseq-evo.
 * State: S (B,H,K,V).
 */
public final class NormAttention extends HeadMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param map of queries and keys
   * @param norm over all heads' outputs together
   */
  public record Config(int width, int heads, FeatureMap map, Norm.Kind norm) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }

    /** The defaults of the reference: 1 + elu, simple RMS norm. */
    public Config(int width, int heads) {
      this(width, heads, FeatureMap.ELU_PLUS_ONE, Norm.Kind.SIMPLE_RMS);
    }
  }

  private final Config config;
  private final Norm norm;

  /** Declares the parameters. */
  public NormAttention(Config config) {
    super(config.width(), config.heads(), config.width(), true, "out_proj");
    this.config = config;
    norm = addChildBlock("layer_norm", config.norm().make(config.width()));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {new Shape(batch, config.heads(), k, k)};
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    NDArray phiQ = config.map().apply(q);
    NDArray phiK = config.map().apply(k);
    ScanResult scan =
        GatedOuterProduct.run(call.form(), phiQ, phiK, v, null, call.state().get(0), 1);
    return new NDList(scan.output(), scan.state());
  }

  @Override
  NDArray finish(NDArray x, NDArray o, Call call) {
    return norm.apply(call.store(), o, call.training());
  }
}
