package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import org.scanline.backbones.attention.AlibiSlopes;
import org.scanline.backbones.attention.FeatureMap;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.LowRank;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Lightning attention of TransNormerLLM (Qin et al., 2023, eq. 5 and 6; 2024, algorithm 1): linear
 * attention with a constant decay e^-slope for each head, layer norm over all heads and a sigmoid
 * gate of low rank.
 *
 * <p>Parameters as in OpenNLPLab/lightning-attention, the gate's second layer without bias. State:
 * S (B,H,K,V).
 */
public final class LightningAttention extends HeadMixer {
  private static final double EPSILON = 1e-5;
  private static final double SLOWEST = 1e-5; // the last layer's share of the slopes

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param layer index of the layer, from 0: later layers forget more slowly
   * @param layers layers in all
   */
  public record Config(int width, int heads, int layer, int layers) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (layer < 0 || layer >= layers) {
        throw new IllegalArgumentException(
            "layer=" + layer + " must be at least 0 and below layers=" + layers);
      }
    }

    /** The first layer, with the slopes of ALiBi. */
    public Config(int width, int heads) {
      this(width, heads, 0, 1);
    }

    /** Rates of decay: ALiBi slopes times 1 - layer/(layers-1) + 1e-5. */
    public double[] slopes() {
      double factor = 1 - (double) layer / Math.max(1, layers - 1) + SLOWEST;
      return Arrays.stream(AlibiSlopes.of(heads)).map(slope -> slope * factor).toArray();
    }
  }

  private final Config config;
  private final float[] logDecays;
  private final LowRank gate;
  private final LayerNorm norm;

  /** Declares the parameters; slopes as the config says. */
  public LightningAttention(Config config) {
    this(config, config.slopes());
  }

  /** Declares the parameters; heads decay by e^-slope. */
  public LightningAttention(Config config, double[] slopes) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
    logDecays = new float[slopes.length];
    for (int h = 0; h < slopes.length; h++) {
      logDecays[h] = (float) -slopes[h];
    }
    if (slopes.length != config.heads()) {
      throw new IllegalArgumentException(slopes.length + " slopes for heads=" + config.heads());
    }
    int rank = config.width() / config.heads();
    gate = addChildBlock("output_gate", new LowRank(config.width(), rank, config.width(), false));
    norm = addChildBlock("norm", new LayerNorm(config.width(), EPSILON));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {new Shape(batch, config.heads(), k, k)};
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    NDArray logDecay =
        Constants.of(q.getManager(), logDecays, new Shape(config.heads()), q.getDataType());
    ScanResult scan =
        GatedOuterProduct.run(
            call.form(),
            FeatureMap.SILU.apply(q),
            FeatureMap.SILU.apply(k),
            FeatureMap.SILU.apply(v),
            logDecay,
            call.state().get(0),
            1);
    return new NDList(scan.output(), scan.state());
  }

  @Override
  NDArray finish(NDArray x, NDArray o, Call call) {
    NDArray opened = Activation.sigmoid(gate.apply(call.store(), x, call.training()));
    return norm.apply(call.store(), o, call.training()).mul(opened);
  }
}
