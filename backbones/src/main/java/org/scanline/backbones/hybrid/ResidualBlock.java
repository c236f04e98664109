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
    return mix(store, x, state, null, form, training);
  }

  /** As above, with the lower bound of HGRN2's gates if it is not 0. */
  NDList mix(
      ParameterStore store,
      NDArray x,
      NDList state,
      @Nullable NDArray lowerBound,
      ScanForm form,
      boolean training) {
    NDArray normed = mixerNorm.apply(store, x, training);
    NDList result =
        mixer instanceof Hgrn2 bounded
            ? bounded.mix(store, normed, state, lowerBound, form, training)
            : mixer.mix(store, normed, state, form, training);
    NDList all = new NDList(onward(store, x.add(result.get(0)), training));
    all.addAll(result.subNDList(1));
    return all;
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
