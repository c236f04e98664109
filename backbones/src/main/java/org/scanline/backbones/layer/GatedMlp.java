package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * A feed-forward layer with a gate (Shazeer, 2020, SwiGLU): W_down (silu(W_gate x) * W_up x).
 *
 * <p>Parameters gate_proj.weight, up_proj.weight (hidden,D) and down_proj.weight (D,hidden),
 * without biases.
 */
public final class GatedMlp extends UnaryLayer {
  private final Projection gate;
  private final Projection up;
  private final Projection down;

  /** Creates a layer from rows of a width to rows of the same width. */
  public GatedMlp(long width, long hidden) {
    if (width < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "width=" + width + " and hidden=" + hidden + " must be at least 1");
    }
    gate = addChildBlock("gate_proj", new Projection(width, hidden, false));
    up = addChildBlock("up_proj", new Projection(width, hidden, false));
    down = addChildBlock("down_proj", new Projection(hidden, width, false));
  }

  /** Maps x (...,D) to (...,D). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray opened = Activations.silu(gate.apply(store, x, training));
    return down.apply(store, opened.mul(up.apply(store, x, training)), training);
  }
}
