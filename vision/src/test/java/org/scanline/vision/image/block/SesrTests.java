package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.weights.Parameters;
import org.scanline.vision.golden.VisionGolden;

/** SESR learns wide and computes small, and both give the published numbers. */
class SesrTests {
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private Sesr net(VisionGolden golden, int scale) {
    Sesr net = new Sesr(new SesrConfig(8, 12, 3, scale));
    return BlockGolden.loaded(manager, net, golden.under("param.s" + scale));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void bothFormsGiveThePublishedNumbers(int scale) {
    VisionGolden golden = VisionGolden.open("sesr");
    String key = "s" + scale;
    Sesr net = net(golden, scale);
    NDArray x = BlockGolden.array(manager, golden.tensor("in." + key + ".x"));
    SesrKernels kernels = net.kernels(store, manager, false);
    BlockGolden.assertGolden(
        kernels.first(), golden.tensor("out.collapsed." + key + ".input_block"));
    for (int i = 0; i < 3; i++) {
      BlockGolden.assertGolden(
          kernels.blocks().get(i), golden.tensor("out.collapsed." + key + ".linear_blocks." + i));
    }
    BlockGolden.assertGolden(
        kernels.last(), golden.tensor("out.collapsed." + key + ".output_block"));
    CollapsedSesr small = net.collapsed(manager);
    for (var block : List.of(net, small)) {
      NDArray unclipped = block.forward(store, new NDList(x), true).singletonOrThrow();
      BlockGolden.assertGolden(unclipped, golden.tensor("out." + key + ".y_unclipped"));
      NDArray y = block.forward(store, new NDList(x), false).singletonOrThrow();
      float[] limited = golden.tensor("out." + key + ".y").toFloatArray();
      // both round as the large numbers do that they were before they were limited
      assertThat(y.toFloatArray()).containsExactly(limited, within(1e-5f * most(unclipped)));
      assertThat(block.getOutputShapes(new ai.djl.ndarray.types.Shape[] {x.getShape()}))
          .containsExactly(y.getShape());
    }
  }

  private static float most(NDArray x) {
    return x.abs().max().getFloat();
  }

  @Test
  void gradientsReachTheWideWeights() {
    VisionGolden golden = VisionGolden.open("sesr");
    Sesr net = net(golden, 2);
    NDArray x = BlockGolden.array(manager, golden.tensor("in.s2.x"));
    Map<String, Parameter> parameters = Parameters.named(net);
    for (String name :
        List.of(
            "input_block.conv2.weight",
            "linear_blocks.1.conv3.weight",
            "linear_blocks.2.conv2.bias",
            "activations.0.alpha",
            "output_block.conv3.bias")) {
      Parameter parameter = java.util.Objects.requireNonNull(parameters.get(name));
      BlockGolden.assertGradient(
          manager, parameter, () -> net.forward(store, new NDList(x), true).get(0).sum());
    }
  }
}
