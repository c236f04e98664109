package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.mixer.Mixer;

/**
 * A causal mixer read from both ends: y = f(x) + reversed g(reversed x), as Vision Mamba scans its
 * patches (Zhu et al., 2024, arXiv 2401.09417). Sequences (B,T,D); parameters under forward and
 * backward. Every output sees the whole sequence, so nothing is carried.
 */
public final class Bidirectional extends WholeMixer {
  private final Mixer forward;
  private final Mixer backward;

  /**
   * Joins two mixers of one width.
   *
   * @param forward reads from the start
   * @param backward reads from the end; another object than forward
   */
  public Bidirectional(Mixer forward, Mixer backward) {
    if (forward == backward || forward.width() != backward.width()) {
      throw new IllegalArgumentException(
          "two mixers of one width are needed, are %d and %d wide"
              .formatted(forward.width(), backward.width()));
    }
    this.forward = addChildBlock("forward", forward);
    this.backward = addChildBlock("backward", backward);
  }

  /** Mixes x (B,T,D) to (B,T,D). */
  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    NDArray ahead = forward.forward(store, new NDList(x), training).get(0);
    NDArray back = backward.forward(store, new NDList(x.flip(1)), training).get(0);
    return ahead.add(back.flip(1));
  }
}
