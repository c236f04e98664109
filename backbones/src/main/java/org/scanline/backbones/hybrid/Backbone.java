package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.mixer.Hgrn2LowerBounds;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.scan.ScanForm;

/**
 * A stack of layers, each a mixer and a gated feed-forward layer behind norms, with one more norm
 * at the end: x (B,T,D) to y (B,T,D).
 *
 * <p>A backbone is itself a mixer: it trains and infers like one, and its state is that of all
 * layers one after another. {@link #stream} feeds it piece by piece, {@link BackboneState} keeps
 * where such a run is. Parameters layers.N.attn_norm, layers.N.attn, layers.N.mlp_norm,
 * layers.N.mlp, norm, and hgrn2.lower_bounds if one of the mixers is HGRN2. May be shared by
 * threads once initialized, as long as nobody trains it.
 */
public final class Backbone extends Mixer {

  /**
   * What a backbone is made of.
   *
   * @param layers number of layers
   * @param width D
   * @param heads H of each mixer that has heads
   * @param mixers the mixer of each layer
   * @param feedForward hidden width of the feed-forward layers over D, rounded to the nearest
   *     channel; 0 leaves them out
   * @param norm before each mixer and feed-forward layer and at the end
   */
  public record Config(
      int layers, int width, int heads, MixerPattern mixers, double feedForward, Norm.Kind norm) {
    /** Checks the numbers; whether heads fit the width is each mixer's own matter. */
    public Config {
      if (layers < 1 || width < 1 || heads < 1) {
        throw new IllegalArgumentException(
            "layers=%d, width=%d and heads=%d must be at least 1".formatted(layers, width, heads));
      }
      if (!(feedForward >= 0 && feedForward <= 1000)) {
        throw new IllegalArgumentException(
            "feedForward=" + feedForward + " must be from 0 to 1000");
      }
    }

    /** Twice the width in the feed-forward layers, RMS norms. */
    public Config(int layers, int width, int heads, String mixers) {
      this(layers, width, heads, MixerPattern.parse(mixers), 2, Norm.Kind.RMS);
    }

    private long hidden() {
      return Math.round(feedForward * width);
    }
  }

  private static final ScanForm WATCHED = ScanForm.chunked(64);
  private final Config config;
  private final List<ResidualBlock> layers = new ArrayList<>();
  private final Norm norm;
  private final @Nullable Hgrn2LowerBounds bounds;

  /**
   * Declares the parameters.
   *
   * @throws IllegalArgumentException with the layer whose mixer does not fit width and heads
   */
  public Backbone(Config config) {
    super(config.width());
    this.config = config;
    for (int i = 0; i < config.layers(); i++) {
      ResidualBlock layer = new ResidualBlock(mixer(config, i), config.hidden(), config.norm());
      layers.add(addChildBlock("layers." + i, layer));
    }
    boolean bounded = config.mixers().mixers().stream().anyMatch(m -> m.kind() == MixerKind.HGRN2);
    bounds =
        bounded
            ? addChildBlock("hgrn2", new Hgrn2LowerBounds(config.layers(), config.width()))
            : null;
    norm = addChildBlock("norm", config.norm().make(config.width()));
  }

  private static Mixer mixer(Config config, int layer) {
    MixerChoice choice = config.mixers().at(layer);
    int alike = 0;
    for (int before = 0; before < layer; before++) {
      alike += config.mixers().at(before).kind() == choice.kind() ? 1 : 0;
    }
    try {
      return choice.make(
          new MixerPlace(config.width(), config.heads(), layer, config.layers(), alike));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "layer %d, %s: %s".formatted(layer, choice, e.getMessage()), e);
    }
  }

  /** What it is made of. */
  public Config config() {
    return config;
  }

  /**
   * Names and shapes of the carried arrays before the first step, such as layers.2.state.0.
   *
   * <p>Arrays of mixers whose state grows (softmax attention) start at length 0.
   */
  List<NamedShape> namedStateShapes(long batch) {
    List<NamedShape> all = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      int number = 0;
      for (Shape shape : layers.get(i).stateShapes(batch)) {
        all.add(new NamedShape("layers." + i + ".state." + number++, shape));
      }
    }
    return all;
  }

  /** A carried array's name and shape. */
  record NamedShape(String name, Shape shape) {}

  @Override
  protected Shape[] stateShapes(long batch) {
    return layers.stream()
        .flatMap(layer -> Arrays.stream(layer.stateShapes(batch)))
        .toArray(Shape[]::new);
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    return run(store, x, state, form, training).outputs();
  }

  /**
   * What training needs of a run.
   *
   * @param outputs y (B,T,D) and the state after the last step
   * @param balanceLoss sum over the layers of {@link
   *     org.scanline.backbones.mixer.Routing#balanceLoss}, to be added to the loss with a factor
   *     such as 0.01 (MoM's); null where no layer has a router
   */
  public record Trained(NDList outputs, @Nullable NDArray balanceLoss) {}

  /** Mixes some steps as {@link #mix} does in training, with the loss that routers learn from. */
  public Trained train(ParameterStore store, NDArray x, NDList state, ScanForm form) {
    return run(store, x, state, form, true);
  }

  private Trained run(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray y = x;
    NDArray firstValues = null;
    NDArray balance = null;
    NDList after = new NDList();
    for (int i = 0; i < layers.size(); i++) {
      ResidualBlock layer = layers.get(i);
      int from = after.size();
      int to = from + layer.stateShapes(1).length;
      NDArray bound = bounds == null ? null : bounds.of(store, x, i, training);
      ResidualBlock.Others others = new ResidualBlock.Others(bound, firstValues);
      ResidualBlock.Result result =
          layer.mix(store, y, state.subNDList(from, to), others, form, training);
      y = result.outputs().get(0);
      after.addAll(result.outputs().subNDList(1));
      firstValues = firstValues == null ? result.values() : firstValues;
      balance = sum(balance, result.balance());
    }
    NDList all = new NDList(norm.apply(store, y, training));
    all.addAll(after);
    return new Trained(all, balance);
  }

  private static @Nullable NDArray sum(@Nullable NDArray a, @Nullable NDArray b) {
    return a == null ? b : b == null ? a : a.add(b);
  }

  /** The mixer of a layer, counted from 0. */
  public Mixer mixer(int layer) {
    return layers.get(layer).mixer();
  }

  /** What the mixer of one layer was given and gave, both (B,T,D). */
  record Seen(NDArray input, NDArray output) {}

  /** Runs from zero state without gradients and keeps what every mixer saw. */
  List<Seen> watch(ParameterStore store, NDArray x) {
    NDArray y = x;
    List<Seen> seen = new ArrayList<>();
    for (ResidualBlock layer : layers) {
      NDList state = layer.initialState(x.getManager(), x.getShape().get(0));
      NDArray input = layer.normed(store, y);
      NDArray output = layer.mixer().mix(store, input, state, WATCHED, false).get(0);
      seen.add(new Seen(input, output));
      y = layer.onward(store, y.add(output), false);
    }
    return seen;
  }

  /**
   * Starts a stream at its first step.
   *
   * @param manager owner of the carried state and of what the stream's end returns
   * @param batch B
   * @param block steps computed together; 1 returns every step at once, 64 is faster
   */
  public BackboneStream stream(NDManager manager, long batch, int block) {
    return new BackboneStream(this, manager, batch, block);
  }

  /**
   * Goes on with a stream where another one of this backbone was; the state is copied.
   *
   * @param manager owner of the carried state and of what the stream's end returns
   */
  public BackboneStream stream(NDManager manager, BackboneState state) {
    return new BackboneStream(this, manager, state);
  }
}
