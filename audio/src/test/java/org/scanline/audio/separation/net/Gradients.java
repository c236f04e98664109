package org.scanline.audio.separation.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.scanline.backbones.weights.Parameters;

/** The law that a net's gradient is the slope of its loss. */
public final class Gradients {
  private static final float STEP = 2e-3f;

  private Gradients() {}

  /**
   * Compares the length of the gradient with the slope of the loss along it, and demands that the
   * gradient reaches every trained parameter.
   *
   * @param block initialized
   * @param output the net's output with training switched on
   */
  public static void check(Block block, Supplier<NDArray> output, NDManager manager) {
    Map<Parameter, NDArray> gradients = new LinkedHashMap<>();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(loss(output));
    }
    double squares = 0;
    for (Map.Entry<String, Parameter> each : Parameters.named(block).entrySet()) {
      if (each.getValue().requiresGradient()) {
        NDArray gradient = each.getValue().getArray().getGradient().duplicate();
        double square = gradient.mul(gradient).sum().getFloat();
        assertThat(square).as(each.getKey()).isFinite().isPositive();
        squares += square;
        gradients.put(each.getValue(), gradient);
      }
    }
    double length = Math.sqrt(squares);
    double up = moved(gradients, STEP / length, output, manager);
    double down = moved(gradients, -2 * STEP / length, output, manager);
    double slope = (up - down) / (2 * STEP);
    System.out.printf("gradient %.5g, slope %.5g%n", length, slope);
    assertThat(slope).isCloseTo(length, org.assertj.core.data.Percentage.withPercentage(3));
  }

  private static double moved(
      Map<Parameter, NDArray> gradients, double by, Supplier<NDArray> output, NDManager manager) {
    gradients.forEach(
        (parameter, gradient) -> {
          NDArray array = parameter.getArray();
          array.setRequiresGradient(false);
          array.addi(gradient.mul(by));
        });
    return loss(output).toType(ai.djl.ndarray.types.DataType.FLOAT64, false).getDouble();
  }

  private static NDArray loss(Supplier<NDArray> output) {
    NDArray y = output.get();
    return y.mul(y).sum();
  }
}
