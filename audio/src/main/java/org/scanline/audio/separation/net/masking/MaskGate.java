package org.scanline.audio.separation.net.masking;

import java.util.Locale;
import org.scanline.backbones.weights.WeightsException;

/** What makes masks out of scores. */
public enum MaskGate {
  /** The scores themselves. */
  LINEAR,
  /** Each between 0 and 1. */
  SIGMOID,
  /** None below 0. */
  RELU,
  /** Between -1 and 1. */
  TANH,
  /** The sources share 1. */
  SOFTMAX;

  /**
   * By the name that publishers use.
   *
   * @throws WeightsException for another one
   */
  public static MaskGate named(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WeightsException("masks by '" + name + "' are not known", e);
    }
  }

  /** TorchScript that makes masks of the array that an expression gives, maybe in its place. */
  public String script(String scores, int sourceAxis) {
    return switch (this) {
      case LINEAR -> scores;
      case SIGMOID -> "torch.sigmoid_(" + scores + ")";
      case RELU -> "torch.relu_(" + scores + ")";
      case TANH -> "torch.tanh_(" + scores + ")";
      case SOFTMAX -> "torch.softmax(" + scores + ", " + sourceAxis + ", None)";
    };
  }
}
