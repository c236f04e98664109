package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.initializer.Initializer;

/** Where the step sizes of state spaces start. */
final class StepSizes {
  private StepSizes() {}

  /** Inverse softplus of step sizes between 0.001 and 0.1, spread evenly in their logarithm. */
  static Initializer initializer() {
    return (manager, shape, type) -> {
      NDArray step =
          manager.randomUniform((float) Math.log(0.001), (float) Math.log(0.1), shape, type).exp();
      return step.add(step.neg().exp().neg().add(1).log());
    };
  }
}
