package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.GatedMlp;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.mixer.Hgrn2;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.RoutedMixer;
import org.scanline.backbones.mixer.Rwkv7;
import org.scanline.backbones.scan.ScanForm;

/**
 * One layer of a backbone: x + mixer(norm x), then x + mlp(norm x). State: the mixer's.
 *
 * <p>Parameters attn_norm, attn, mlp_norm and mlp, as in flash-linear-attention.
 */
final class ResidualBlock extends Mixer {
  private final Norm mixerNorm;
  private final Mixer mixer;
  private final @Nullable Norm mlpNorm;
  private final @Nullable GatedMlp mlp;

  /** Declares the parameters; without a feed-forward layer where hidden is 0. */
  ResidualBlock(Mixer mixer, long hidden, Norm.Kind norm) {
    super(mixer.width());
    long width = mixer.width();
    mixerNorm = addChildBlock("attn_norm", norm.make(width));
    this.mixer = addChildBlock("attn", mixer);
    mlpNorm = hidden == 0 ? null : addChildBlock("mlp_norm", norm.make(width));
    mlp = hidden == 0 ? null : addChildBlock("mlp", new GatedMlp(width, hidden));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    return stateShapes(mixer, batch);
  }

  /** The shapes of any mixer's state. */
  static Shape[] stateShapes(Mixer mixer, long batch) {
    Shape[] all = mixer.getOutputShapes(new Shape[] {new Shape(batch, 1, mixer.width())});
    return Arrays.copyOfRange(all, 1, all.length);
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    return mix(store, x, state, Others.NONE, form, training).outputs();
  }

  /**
   * What other layers tell a layer.
   *
   * @param lowerBound of HGRN2's gates (D) if it is not 0
   * @param firstValues of the first RWKV-7 layer (B,T,D), in those that come after it
   */
  record Others(@Nullable NDArray lowerBound, @Nullable NDArray firstValues) {
    static final Others NONE = new Others(null, null);
  }

  /**
   * What a layer gives.
   *
   * @param outputs y and the state after the last step
   * @param values of RWKV-7, for later layers
   * @param balance loss of a mixer with a router, in training
   */
  record Result(NDList outputs, @Nullable NDArray values, @Nullable NDArray balance) {}

  /** As above, with what other layers tell. */
  Result mix(
      ParameterStore store,
      NDArray x,
      NDList state,
      Others others,
      ScanForm form,
      boolean training) {
    NDArray normed = mixerNorm.apply(store, x, training);
    NDArray values = null;
    NDList mixed;
    if (mixer instanceof Hgrn2 bounded) {
      mixed = bounded.mix(store, normed, state, others.lowerBound(), form, training);
    } else if (mixer instanceof Rwkv7 linked) {
      mixed = linked.mix(store, normed, others.firstValues(), state, form, training);
      values = mixed.remove(mixed.size() - 1);
    } else {
      mixed = mixer.mix(store, normed, state, form, training);
    }
    NDList all = new NDList(onward(store, x.add(mixed.get(0)), training));
    all.addAll(mixed.subNDList(1));
    return new Result(all, values, training ? balance(store, normed) : null);
  }

  private @Nullable NDArray balance(ParameterStore store, NDArray normed) {
    boolean routes = mixer instanceof RoutedMixer && normed.size() > 0;
    return routes ? ((RoutedMixer) mixer).route(store, normed, true).balanceLoss() : null;
  }

  /** What the layer's mixer is given for x, without gradient. */
  NDArray normed(ParameterStore store, NDArray x) {
    return mixerNorm.apply(store, x, false);
  }

  /** The layer's mixer. */
  Mixer mixer() {
    return mixer;
  }

  /** The second half of the layer: x + mlp(norm x). */
  NDArray onward(ParameterStore store, NDArray x, boolean training) {
    return mlp == null || mlpNorm == null
        ? x
        : x.add(mlp.apply(store, mlpNorm.apply(store, x, training), training));
  }
}
