package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.golden.VisionGolden;

/** MobileNetV2 gives torchvision's numbers. */
class MobileNetV2Tests {
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givesThePublishedNumbers() {
    VisionGolden golden = VisionGolden.open("mobilenet_v2_w025");
    MobileNetV2 net = new MobileNetV2(new MobileNetV2.Config(0.25, 10));
    BlockGolden.loaded(manager, net, golden.under("param"));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    for (int part : new int[] {0, 1, 2, 3, 7, 18}) {
      BlockGolden.assertGolden(
          net.features(store, x, part + 1, false), golden.tensor("out.features." + part));
    }
    NDArray y = net.forward(store, new NDList(x), false).singletonOrThrow();
    BlockGolden.assertGolden(y, golden.tensor("out.logits"));
    assertThat(net.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
  }

  @Test
  void trainingGoesByTheBatchAndMovesTheRunningMeans() {
    BatchNorm norm = new BatchNorm(2, 1e-5);
    norm.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = manager.create(new float[] {1, 3, 10, 20}, new Shape(2, 2, 1, 1));
    // channel 0 holds 1 and 10, channel 1 holds 3 and 20
    float[] y = norm.apply(store, x, true).toFloatArray();
    assertThat(y).containsExactly(new float[] {-1, -1, 1, 1}, within(1e-4f));
    Tensor mean = Objects.requireNonNull(Parameters.save(norm).get("running_mean"));
    assertThat(mean.toFloatArray()).containsExactly(new float[] {0.55f, 1.15f}, within(1e-5f));
  }

  @Test
  void oddSidesAreHalvedUpwards() {
    InvertedResidual block = new InvertedResidual(new InvertedResidual.Config(4, 6, 2, 3));
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = manager.ones(new Shape(1, 4, 7, 5));
    NDArray y = block.apply(store, x, false);
    assertThat(y.getShape()).isEqualTo(new Shape(1, 6, 4, 3));
    assertThat(block.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
  }
}
