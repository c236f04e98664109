package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.golden.VisionGolden;
import org.scanline.vision.image.block.CollapsedSesr;
import org.scanline.vision.image.block.Sesr;
import org.scanline.vision.image.block.SesrConfig;

/** SESR row by row gives the published numbers, in both its forms. */
class SesrRowsTests {
  /** Rows above each of five convolutions, and what waits beside two skips. */
  private static final int CARRIED = 5 + 2;

  /** The largest number before it is limited to 0..1, by which rounding is measured. */
  private static final float UNCLIPPED = 1000;

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void rowByRowGivesTheSameAsWhole(int most) {
    VisionGolden golden = VisionGolden.open("sesr");
    Sesr net = new Sesr(new SesrConfig(8, 12, 3, 4));
    net.initialize(manager, DataType.FLOAT32, new Shape(1));
    Parameters.load(net, golden.under("param.s4"));
    CollapsedSesr small = net.collapsed(manager);
    Tensor in = golden.tensor("in.s4.x");
    float[] expected = golden.tensor("out.s4.y").toFloatArray();
    NDArray x = manager.create(in.toFloatArray(), new Shape(in.shape()));
    for (SesrRows rows :
        List.of(
            new SesrRows(4, carrier -> net.kernels(store, carrier, false)),
            new SesrRows(4, carrier -> small.kernels(store, carrier, false)))) {
      NDArray y = Rows.slice(x, 0, 0);
      try (NDManager carrier = manager.newSubManager();
          RowStage stage = rows.open(carrier, new Picture(1, 1))) {
        assertThat(stage.lookahead()).isEqualTo(3 + 2 + 2);
        long count = Rows.count(x);
        int carried = carrier.getManagedArrays().size();
        for (long at = 0; at < count; at += most) {
          y = Rows.join(y, stage.rows(Rows.slice(x, at, Math.min(count, at + most)), false));
        }
        y = Rows.join(y, stage.rows(Rows.slice(x, count, count), true));
        assertThat(carrier.getManagedArrays()).hasSize(carried + CARRIED);
      }
      assertThat(y.toFloatArray()).containsExactly(expected, within(1e-5f * UNCLIPPED));
    }
  }
}
