package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.GroupNorm;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.TokenShift;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.dplr.DiagonalPlusLowRank;

/**
 * The time mixing of RWKV-7, Goose (Peng et al., 2025): each input is mixed with the step before
 * it, each key channel has its own decay and its own rate at which the state forgets what it held
 * for a key.
 *
 * <p>Parameter names as in flash-linear-attention's RWKV7Attention. State: the last input (B,D) and
 * S (B,H,K,K) with K = D/H.
 */
public final class Rwkv7 extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param decayRank inner width of the decay's projection
   * @param rateRank inner width of the rate's projection
   * @param valueRank inner width of the projection that mixes in the values of the model's first
   *     layer; 0 in that first layer, which has no such projection
   * @param gateRank inner width of the output gate's projection
   */
  public record Config(
      int width, int heads, int decayRank, int rateRank, int valueRank, int gateRank) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (decayRank < 1 || rateRank < 1 || valueRank < 0 || gateRank < 1) {
        throw new IllegalArgumentException(
            "ranks must be positive: decayRank=%d, rateRank=%d, valueRank=%d, gateRank=%d"
                .formatted(decayRank, rateRank, valueRank, gateRank));
      }
    }

    /** The ranks of the reference implementation for a model's first layer. */
    public Config(int width, int heads) {
      this(
          width,
          heads,
          rank(2.5 * Math.sqrt(width) * width / heads / 64),
          rank(2.5 * Math.sqrt(width) * width / heads / 64),
          0,
          rank(5 * Math.sqrt(width)));
    }

    /**
     * The same for the other layers of a model, which mix in the first one's values.
     *
     * @param width D
     * @param heads H; must divide D
     */
    public static Config later(int width, int heads) {
      Config first = new Config(width, heads);
      int valueRank = rank(1.7 * Math.sqrt(width) * width / heads / 64);
      return new Config(width, heads, first.decayRank, first.rateRank, valueRank, first.gateRank);
    }

    private static int rank(double wanted) {
      return Math.max(32, 32 * (int) Math.rint(wanted / 32));
    }
  }

  private static final double SLOWEST = -0.6065306597126334; // -e^(-1/2): decays are above 0.545
  private static final double EPSILON = 1e-5;

  private final Config config;
  private final Parameter[] shares = new Parameter[6];
  private final Parameter keyScale;
  private final Parameter keyRate;
  private final Parameter bonus;
  private final Projection receptance;
  private final Projection key;
  private final Projection value;
  private final LowRankMap decay;
  private final LowRankMap rate;
  private final @Nullable LowRankMap valueMix;
  private final LowRankMap gate;
  private final GroupNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public Rwkv7(Config config) {
    super(config.width());
    this.config = config;
    int d = config.width();
    double[] powers = {0.2, 0.9, 0.7, 0.7, 0.9, 0.2};
    for (int i = 0; i < shares.length; i++) {
      double power = powers[i];
      Initializer start = along(place -> 1 - Math.pow(place, power));
      shares[i] = parameter("x_" + "rwkvag".charAt(i), start, 1, 1, d);
    }
    keyScale = parameter("k_k", along(place -> 0.71 - 0.1 * (place - 0.5)), d);
    keyRate = parameter("k_a", constant(1.02f), d);
    bonus = parameter("r_k", constant(-0.04f), config.heads(), d / config.heads());
    receptance = addChildBlock("r_proj", new Projection(d, d, false));
    key = addChildBlock("k_proj", new Projection(d, d, false));
    value = addChildBlock("v_proj", new Projection(d, d, false));
    Initializer slow = along(place -> -5.5 + 6 * place);
    decay = addChildBlock("w_lora", map(config.decayRank(), Kind.TANH, slow));
    Initializer rates = along(place -> -0.19 + 0.4 * (place - 0.5));
    rate = addChildBlock("a_lora", map(config.rateRank(), Kind.LINEAR, rates));
    Initializer ownShare = along(place -> 0.73 - 0.4 * (place - 0.5));
    valueMix =
        config.valueRank() == 0
            ? null
            : addChildBlock("v_lora", map(config.valueRank(), Kind.LINEAR, ownShare));
    gate = addChildBlock("g_lora", map(config.gateRank(), Kind.SIGMOID, null));
    norm = addChildBlock("g_norm", new GroupNorm(config.heads(), d, EPSILON * d / config.heads()));
    output = addChildBlock("o_proj", new Projection(d, d, false));
  }

  private enum Kind {
    LINEAR,
    TANH,
    SIGMOID
  }

  private LowRankMap map(int rank, Kind kind, @Nullable Initializer bias) {
    int d = config.width();
    return switch (kind) {
      case LINEAR -> new LowRankMap(d, rank, d, x -> x, bias);
      case TANH -> new LowRankMap(d, rank, d, Activation::tanh, bias);
      case SIGMOID -> new LowRankMap(d, rank, d, Activation::sigmoid, bias);
    };
  }

  /** A function of the channel's place, from 0 for the first to 1 for the last. */
  private static Initializer along(DoubleUnaryOperator function) {
    return (manager, shape, type) -> {
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) function.applyAsDouble(i / Math.max(1.0, values.length - 1));
      }
      try (NDArray array = manager.create(values, shape)) {
        return type == DataType.FLOAT32 ? array.duplicate() : array.toType(type, true);
      }
    };
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {
      TokenShift.shape(batch, config.width()), new Shape(batch, config.heads(), k, k)
    };
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    return mix(store, x, null, state, form, training).subNDList(0, 3);
  }

  /**
   * Mixes some steps with the values of a model's first layer in sight.
   *
   * @param x (B,T,D)
   * @param firstValues what this method gave last in the first layer, (B,T,D); null in the first
   *     layer itself, or to mix in nothing
   * @param state as left by the call before, or {@link #initialState}
   * @return y (B,T,D), the two states, and the values of this layer (B,T,D)
   */
  public NDList mix(
      ParameterStore store,
      NDArray x,
      @Nullable NDArray firstValues,
      NDList state,
      ScanForm form,
      boolean training) {
    long h = config.heads();
    TokenShift shift = TokenShift.of(x, state.get(0));
    NDList mixed = new NDList();
    for (Parameter share : shares) {
      mixed.add(x.add(shift.difference().mul(value(store, share, x.getDevice(), training))));
    }
    NDArray r = heads(receptance.apply(store, mixed.get(0), training), h);
    NDArray strength = Activation.sigmoid(decay.apply(store, mixed.get(1), training));
    NDArray k = key.apply(store, mixed.get(2), training);
    NDArray own = value.apply(store, mixed.get(3), training);
    NDArray v = heads(values(store, mixed.get(3), own, firstValues, training), h);
    NDArray a = Activation.sigmoid(rate.apply(store, mixed.get(4), training));
    NDArray g = gate.apply(store, mixed.get(5), training);
    NDArray removed = direction(heads(k.mul(value(store, keyScale, x.getDevice(), training)), h));
    NDArray part = a.sub(1).mul(value(store, keyRate, x.getDevice(), training)).add(1);
    NDArray added = heads(k.mul(part), h);
    ScanResult scan =
        DiagonalPlusLowRank.run(
            form,
            r,
            added,
            v,
            removed.neg(),
            removed.mul(heads(a, h)),
            heads(Scalars.times(strength, SLOWEST), h),
            state.get(1),
            1);
    NDArray read = norm.apply(store, merge(scan.output()), training);
    NDArray y = read.add(merge(direct(store, r, added, training).mul(v))).mul(g);
    return new NDList(output.apply(store, y, training), shift.last(), scan.state(), own);
  }

  /** A layer's own values, or a mixture with those of the first layer. */
  private NDArray values(
      ParameterStore store,
      NDArray mixed,
      NDArray own,
      @Nullable NDArray firstValues,
      boolean training) {
    if (valueMix == null || firstValues == null) {
      return own;
    }
    NDArray share = Activation.sigmoid(valueMix.apply(store, mixed, training));
    return own.add(firstValues.sub(own).mul(share));
  }

  /** Rows of unit length; a row of zeros stays one. */
  private static NDArray direction(NDArray rows) {
    return rows.div(rows.mul(rows).sum(new int[] {-1}, true).add(1e-24).sqrt());
  }

  /** How much of its own value each step reads past the norm, (B,H,T,1). */
  private NDArray direct(ParameterStore store, NDArray r, NDArray k, boolean training) {
    NDArray weights = value(store, bonus, r.getDevice(), training);
    return r.mul(k).mul(local(r, weights).expandDims(1)).sum(new int[] {-1}, true);
  }
}
