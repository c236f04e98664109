package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;

/**
 * The forget gate of HGRN2 (Qin et al., 2024, section 3): alpha = b + (1 - b) sigmoid(f) for a
 * lower bound b, and the key that stores what is forgotten, 1 - alpha.
 *
 * <p>Both are computed without cancellation: log alpha = softplus(log b - f) - softplus(-f) and 1 -
 * alpha = (1 - b) sigmoid(-f).
 *
 * @param logDecay log alpha, shaped as f
 * @param key 1 - alpha, shaped as f
 */
public record LowerBoundedGate(NDArray logDecay, NDArray key) {

  /**
   * Computes gate and key.
   *
   * @param f any shape
   * @param bound b, positive and below 1, broadcast to f; null for 0, as in the first layer
   */
  public static LowerBoundedGate of(NDArray f, @Nullable NDArray bound) {
    NDArray closed = Activation.sigmoid(f.neg());
    NDArray log = Activations.logSigmoid(f);
    if (bound == null) {
      return new LowerBoundedGate(log, closed);
    }
    NDArray raised = Activation.softPlus(bound.log().sub(f));
    return new LowerBoundedGate(raised.add(log), closed.sub(closed.mul(bound)));
  }
}
