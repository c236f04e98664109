package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.GroupNorm;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.TokenShift;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * RWKV-6, Finch (Peng et al., 2024, eq. 11 to 19): each input is mixed with the step before it in
 * data-dependent parts, each key channel decays by exp(-exp(w)), and a step reads the state before
 * it plus its own key and value times a bonus u.
 *
 * <p>Parameters as in flash-linear-attention's RWKV6Attention. State: the last input (B,D) and S
 * (B,H,K,V).
 */
public final class Rwkv6 extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H
   * @param keys width of all heads' keys together; a multiple of H
   * @param values width of all heads' values together; a multiple of H
   * @param mixRank inner width of the input mixing
   * @param gateRank inner width of the decay's projection
   */
  public record Config(int width, int heads, int keys, int values, int mixRank, int gateRank) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(keys, heads);
      Heads.demand(values, heads);
      if (width < 1 || mixRank < 1 || gateRank < 1) {
        throw new IllegalArgumentException(
            "width="
                + width
                + ", mixRank="
                + mixRank
                + " and gateRank="
                + gateRank
                + " must be at least 1");
      }
    }

    /** The reference's defaults: keys of half the width, ranks 32 and 64. */
    public Config(int width, int heads) {
      this(width, heads, width / 2, width, 32, 64);
    }
  }

  /** The five mixed inputs in the order of the parameters: receptance, decay, key, value, gate. */
  private static final int MIXED = 5;

  private static final double EPSILON = 1e-5;
  private final Config config;
  private final InputMix mix;
  private final Parameter mixBias;
  private final Projection receptance;
  private final LowRankDecay decay;
  private final Projection key;
  private final Projection value;
  private final Projection gate;
  private final Parameter bonus;
  private final GroupNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public Rwkv6(Config config) {
    super(config.width());
    this.config = config;
    int d = config.width();
    int h = config.heads();
    mix = addChildBlock("x_proj", new InputMix(d, MIXED, config.mixRank()));
    mixBias = parameter("x_bias", constant(0), MIXED, d);
    receptance = new Projection(d, config.keys(), false);
    key = new Projection(d, config.keys(), false);
    value = new Projection(d, config.values(), false);
    gate = new Projection(d, config.values(), false);
    decay = new LowRankDecay(d, config.gateRank(), config.keys());
    addChildBlock("r_proj", new Named("linear", receptance));
    addChildBlock("w_proj", new Named("linear", new Named("lora", decay)));
    addChildBlock("k_proj", new Named("linear", key));
    addChildBlock("v_proj", new Named("linear", value));
    addChildBlock("g_proj", new Named("linear", gate));
    bonus = parameter("bonus", constant(0), h, config.keys() / h);
    norm = addChildBlock("g_norm", new GroupNorm(h, config.values(), EPSILON));
    output = addChildBlock("o_proj", new Projection(config.values(), d, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long h = config.heads();
    return new Shape[] {
      TokenShift.shape(batch, config.width()),
      new Shape(batch, h, config.keys() / h, config.values() / h)
    };
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    long h = config.heads();
    TokenShift shift = TokenShift.of(x, state.get(0));
    NDArray bias = local(x, value(store, mixBias, x.getDevice(), training));
    NDList mixed = mix.apply(store, x, shift, bias, training);
    NDArray r = heads(receptance.apply(store, mixed.get(0), training), h);
    NDArray w = decay.apply(store, mixed.get(1), training);
    NDArray k = heads(key.apply(store, mixed.get(2), training), h);
    NDArray v = heads(value.apply(store, mixed.get(3), training), h);
    NDArray g = gate.apply(store, mixed.get(4), training);
    NDArray u = local(x, value(store, bonus, x.getDevice(), training));
    ScanResult scan =
        GatedOuterProduct.run(form, r, k, v, heads(w.exp().neg(), h), u, state.get(1), 1);
    NDArray read = norm.apply(store, merge(scan.output()), training).mul(Activations.silu(g));
    return new NDList(output.apply(store, read, training), shift.last(), scan.state());
  }

  /** Two dense layers with tanh between them: parameters 0.weight, 2.weight and 2.bias. */
  private static final class LowRankDecay extends Layer {
    private final Projection down;
    private final Projection up;

    LowRankDecay(long inputs, long rank, long outputs) {
      down = addChildBlock("0", new Projection(inputs, rank, false));
      up = addChildBlock("2", new Projection(rank, outputs, true));
    }

    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      return up.apply(store, Activation.tanh(down.apply(store, x, training)), training);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      return new NDList(apply(store, inputs.get(0), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return up.getOutputShapes(inputShapes);
    }
  }
}
