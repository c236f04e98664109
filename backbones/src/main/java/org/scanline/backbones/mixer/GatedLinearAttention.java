package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.LowRank;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Gated linear attention (Yang et al., 2023): one data-dependent decay for each key channel.
 *
 * <p>Keys have half the width, the gates come from a projection of rank 16 through logsigmoid / 16,
 * each head is RMS-normalized and multiplied by silu of a projection. Parameter names as in
 * flash-linear-attention. State: (B,H,K,V).
 */
public final class GatedLinearAttention extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide half the width
   * @param gateRank inner width of the gates' projection
   * @param gateNormalizer divides the log gates, so that memory starts out long
   */
  public record Config(int width, int heads, int gateRank, double gateNormalizer) {
    /** Checks that the sizes fit together. */
    public Config {
      if (heads < 1 || width < 2 || width % (2 * heads) != 0) {
        throw new IllegalArgumentException(
            "width=" + width + " must be a multiple of twice heads=" + heads);
      }
      if (gateRank < 1 || !(gateNormalizer > 0)) {
        throw new IllegalArgumentException(
            "gateRank=" + gateRank + " and gateNormalizer=" + gateNormalizer + " must be positive");
      }
    }

    /** The defaults of the reference implementation: rank 16, normalizer 16. */
    public Config(int width, int heads) {
      this(width, heads, 16, 16);
    }
  }

  private static final double EPSILON = 1e-5;
  private final Config config;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection outputGate;
  private final LowRank gate;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public GatedLinearAttention(Config config) {
    super(config.width());
    this.config = config;
    long d = config.width();
    query = addChildBlock("q_proj", new Projection(d, d / 2, false));
    key = addChildBlock("k_proj", new Projection(d, d / 2, false));
    value = addChildBlock("v_proj", new Projection(d, d, false));
    outputGate = addChildBlock("g_proj", new Projection(d, d, false));
    gate = addChildBlock("gk_proj", new LowRank(d, config.gateRank(), d / 2));
    norm = addChildBlock("g_norm_swish_gate", new RmsNorm(d / config.heads(), EPSILON));
    output = addChildBlock("o_proj", new Projection(d, d, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long headWidth = config.width() / config.heads();
    return new Shape[] {new Shape(batch, config.heads(), headWidth / 2, headWidth)};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    long h = config.heads();
    NDArray q = heads(query.apply(store, x, training), h);
    NDArray k = heads(key.apply(store, x, training), h);
    NDArray v = heads(value.apply(store, x, training), h);
    NDArray logGate =
        Scalars.times(
            Activations.logSigmoid(gate.apply(store, x, training)), 1 / config.gateNormalizer());
    float scale = (float) (1 / Math.sqrt(q.getShape().get(3)));
    ScanResult scan = GatedOuterProduct.run(form, q, k, v, heads(logGate, h), state.get(0), scale);
    NDArray opened = Activations.silu(heads(outputGate.apply(store, x, training), h));
    NDArray read = norm.apply(store, scan.output(), training).mul(opened);
    return new NDList(output.apply(store, merge(read), training), scan.state());
  }
}
