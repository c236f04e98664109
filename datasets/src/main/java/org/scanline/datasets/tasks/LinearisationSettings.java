package org.scanline.datasets.tasks;

import org.scanline.backbones.hybrid.AttentionTransfer;
import org.scanline.backbones.hybrid.MixerPattern;

/**
 * How a softmax model is made linear.
 *
 * @param mixers the mixers of the student, one pattern for all layers
 * @param loss of the transfer
 * @param transferSteps steps of attention transfer; mixers without new parameters need none
 * @param transferRate learning rate of the transfer
 * @param tuningSteps steps of fine-tuning through low-rank adapters
 * @param tuningRate learning rate of the fine-tuning
 * @param rank rank of the adapters
 * @param batch sequences a step
 * @param seed of the student's new parameters and of every example
 */
public record LinearisationSettings(
    MixerPattern mixers,
    AttentionTransfer.Loss loss,
    int transferSteps,
    double transferRate,
    int tuningSteps,
    double tuningRate,
    int rank,
    int batch,
    long seed) {

  /** Checks the numbers. */
  public LinearisationSettings {
    if (transferSteps < 0 || tuningSteps < 0 || rank < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "transferSteps=%d, tuningSteps=%d must not be negative, rank=%d, batch=%d at least 1"
              .formatted(transferSteps, tuningSteps, rank, batch));
    }
    if (!(transferRate > 0) || !(tuningRate > 0)) {
      throw new IllegalArgumentException(
          "transferRate=" + transferRate + " and tuningRate=" + tuningRate + " must be positive");
    }
  }
}
