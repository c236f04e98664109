package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.function.Supplier;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/** Comparisons of blocks with reference numbers and of gradients with differences. */
final class BlockGolden {
  private static final float TOLERANCE = 1e-5f;

  private BlockGolden() {}

  static <B extends Block> B loaded(NDManager manager, B block, Map<String, Tensor> weights) {
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    Parameters.load(block, weights);
    return block;
  }

  static NDArray array(NDManager manager, Tensor tensor) {
    return manager.create(tensor.toFloatArray(), new Shape(tensor.shape()));
  }

  /** Equal within 1e-5 of the largest number. */
  static void assertGolden(NDArray actual, Tensor expected) {
    float most = 0;
    for (float value : expected.toFloatArray()) {
      most = Math.max(most, Math.abs(value));
    }
    assertThat(actual.getShape()).isEqualTo(new Shape(expected.shape()));
    assertThat(actual.toFloatArray())
        .containsExactly(expected.toFloatArray(), within(TOLERANCE * most));
  }

  /**
   * The gradient of a sum by a step along it in one parameter: the sum must grow by the square of
   * the gradient's length for each unit of the step.
   */
  static void assertGradient(NDManager manager, Parameter parameter, Supplier<NDArray> sum) {
    NDArray array = parameter.getArray();
    array.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.zeroGradients();
      collector.backward(sum.get());
    }
    NDArray gradient = array.getGradient().duplicate();
    double square = gradient.mul(gradient).sum().getFloat();
    assertThat(square).as(parameter.getName()).isPositive();
    float step = (float) (1e-2 / Math.sqrt(square)); // 1e-2 long, whatever the gradient
    array.setRequiresGradient(false);
    array.addi(gradient.mul(step));
    double above = sum.get().getFloat();
    array.subi(gradient.mul(2 * step));
    double below = sum.get().getFloat();
    array.addi(gradient.mul(step));
    assertThat((above - below) / (2 * step))
        .as(parameter.getName())
        .isCloseTo(square, within(0.02 * square));
  }
}
