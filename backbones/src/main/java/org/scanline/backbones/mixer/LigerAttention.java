package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.LigerRecurrence;
import org.scanline.backbones.attention.SoftmaxAttention;
import org.scanline.backbones.layer.Rotary;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;

/**
 * The attention of Liger (Lan et al., 2025, eq. 9): the mean of gated linear attention, whose gates
 * are made of the keys, and of softmax attention over the last W steps. It takes over the
 * projections of a softmax model and adds no parameter.
 *
 * <p>Only the window sees positions. Parameters q_proj, k_proj, v_proj and o_proj. State: keys and
 * values of the window (B,H,W,K), the position, and S (B,H,K,K).
 */
public final class LigerAttention extends HeadMixer {
  private final WindowAttention.Config config;
  private final @Nullable Rotary rotary;

  /** Declares the parameters; sizes are those of the window attention in it. */
  public LigerAttention(WindowAttention.Config config) {
    super(config.width(), config.heads(), config.width(), false, "o_proj");
    this.config = config;
    int k = config.width() / config.heads();
    rotary = config.rotaryBase() == 0 ? null : Rotary.halves(k, config.rotaryBase());
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long h = config.heads();
    long k = config.width() / h;
    Shape[] window = KeyValueWindow.shapes(batch, h, config.window(), k, k);
    return new Shape[] {window[0], window[1], window[2], new Shape(batch, h, k, k)};
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    KeyValueWindow past = KeyValueWindow.of(call.state());
    NDArray turnedQ = rotary == null ? q : rotary.rotate(q, past.position());
    NDArray turnedK = rotary == null ? k : rotary.rotate(k, past.position());
    KeyValueWindow seen = past.followedBy(turnedK, v);
    double scale = 1 / Math.sqrt(q.getShape().get(3));
    NDArray near =
        SoftmaxAttention.windowed(turnedQ, seen.keys(), seen.values(), config.window(), scale);
    ScanResult far = LigerRecurrence.run(call.form(), q, k, v, call.state().get(3));
    return new NDList(Scalars.times(near.add(far.output()), 0.5))
        .addAll(past.after(turnedK, v))
        .addAll(new NDList(far.state()));
  }
}
