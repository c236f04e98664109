package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.golden.VisionGolden;

/** The published net gives the published numbers, whole and row by row. */
class DvmsrTests {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private Dvmsr net(VisionGolden golden) {
    Dvmsr net = new Dvmsr(Dvmsr.Config.published());
    net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
    Parameters.load(net, golden.under("param"));
    return net;
  }

  private static float bound(Tensor expected) {
    float most = 0;
    for (float value : expected.toFloatArray()) {
      most = Math.max(most, Math.abs(value));
    }
    return 1e-5f * most;
  }

  @Test
  void givesThePublishedNumbers() {
    VisionGolden golden = VisionGolden.open("dvmsr_x4_real");
    Dvmsr net = net(golden);
    Tensor in = golden.tensor("in.x");
    Tensor out = golden.tensor("out.y");
    NDArray x = manager.create(in.toFloatArray(), new Shape(in.shape()));
    ParameterStore store = new ParameterStore(manager, false);
    NDArray whole = net.forward(store, new NDList(x), false).singletonOrThrow();
    assertThat(whole.getShape()).isEqualTo(new Shape(out.shape()));
    assertThat(net.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(whole.getShape());
    assertThat(whole.toFloatArray()).containsExactly(out.toFloatArray(), within(bound(out)));
    try (RowStage stage = net.open(manager, new Picture(1, 1))) {
      NDArray streamed = stage.rows(x, true);
      assertThat(streamed.toFloatArray()).containsExactly(out.toFloatArray(), within(bound(out)));
    }
  }

  @Test
  void rowByRowGivesTheSameAsWhole() {
    VisionGolden golden = VisionGolden.open("dvmsr_x4_real");
    Dvmsr net = net(golden);
    Tensor out = golden.tensor("out.y");
    Tensor in = golden.tensor("in.x");
    NDArray x = manager.create(in.toFloatArray(), new Shape(in.shape()));
    long seed = Long.getLong("scanline.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int most : new int[] {1, 2, 4}) {
      NDList parts = new NDList();
      try (RowStage stage = net.open(manager, new Picture(1, 1))) {
        long rows = x.getShape().get(2);
        for (long at = 0; at < rows; ) {
          long to = Math.min(rows, at + random.nextInt(most + 1));
          parts.add(stage.rows(Rows.slice(x, at, to), false));
          at = to;
        }
        parts.add(stage.rows(Rows.slice(x, rows, rows), true));
      }
      NDArray y = parts.get(0);
      for (NDArray part : parts.subNDList(1)) {
        y = Rows.join(y, part);
      }
      assertThat(y.toFloatArray())
          .as("pieces of at most %d rows, -Dscanline.seed=%d", most, seed)
          .containsExactly(out.toFloatArray(), within(bound(out)));
    }
  }
}
