package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;

/** Where the step sizes and decay rates of state spaces start. */
public final class StepSizes {
  private StepSizes() {}

  /** Inverse softplus of step sizes between 0.001 and 0.1, spread evenly in their logarithm. */
  public static Initializer initializer() {
    return (manager, shape, type) -> {
      NDArray step =
          manager.randomUniform((float) Math.log(0.001), (float) Math.log(0.1), shape, type).exp();
      return step.add(step.neg().exp().neg().add(1).log());
    };
  }

  /** Logarithms of the rates 1 to N for each channel, (C,N). */
  public static Initializer logRates() {
    return (manager, shape, type) -> {
      long states = shape.get(1);
      NDArray row = manager.arange(1f, states + 1f).toType(type, false).log();
      return row.reshape(1, states).add(manager.zeros(new Shape(shape.get(0), 1), type));
    };
  }
}
