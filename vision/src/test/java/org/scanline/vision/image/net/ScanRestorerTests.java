package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.weights.Parameters;

class ScanRestorerTests {
  private static final int SEED = 20261123;

  /** Rows one after the other, in pieces of some rows; (C,H,W) as floats. */
  private static float[] streamed(
      RowNet net, NDArray image, int piece, int threads, NDManager root) {
    long rows = image.getShape().get(2);
    Picture picture = new Picture((int) image.getShape().get(3), (int) rows, 20, threads);
    try (NDManager carrier = root.newSubManager();
        RowStage stage = net.open(carrier, picture)) {
      NDArray all = null;
      for (long from = 0; from < rows || from == 0; from += piece) {
        long to = Math.min(rows, from + piece);
        NDArray made = stage.rows(Rows.slice(image, from, to), to == rows);
        all = all == null ? made : Rows.join(all, made);
      }
      return all == null ? new float[0] : all.toFloatArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,2,13,9", "1,2,12,10", "2,1,16,20", "2,1,17,5", "4,1,1,7", "1,2,1,1", "2,1,40,1"})
  void streamedRowsAreTheWholeImage(int scale, int fold, int rows, int columns) {
    ScanRestorer.Config config = new ScanRestorer.Config(8, 5, 2, scale, fold, fold > 1);
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(SEED + fold);
      ScanRestorer net = new ScanRestorer(config);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      NDArray x = manager.randomUniform(0, 1, new Shape(1, 3, rows, columns));
      float[] one = streamed(net, x, 1, 1, manager);
      float[] seven = streamed(net, x, 7, 1, manager);
      assertThat(one).hasSize(3 * rows * columns * scale * scale);
      assertThat(largestDifference(one, seven)).isLessThan(1e-5);
      float[] two = streamed(net, x, 7, 2, manager);
      assertThat(Arrays.equals(two, seven)).as("one and two threads").isTrue();
      if (rows % 2 == 0 && columns % 2 == 0 || config.fold() == 1) {
        NDArray noise = config.noise() ? manager.full(new Shape(1, 1, 1, 1), 20f / 255) : null;
        float[] whole =
            net.restore(new ParameterStore(manager, false), x, noise, false).toFloatArray();
        assertThat(largestDifference(one, whole)).isLessThan(1e-5);
      }
    }
  }

  private static double largestDifference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void oursHaveLessThanAMillionParameters() {
    for (ScanRestorer.Config config :
        new ScanRestorer.Config[] {
          ScanRestorer.Config.superResolution(2),
          ScanRestorer.Config.superResolution(4),
          ScanRestorer.Config.denoising()
        }) {
      long count =
          Parameters.named(new ScanRestorer(config)).values().stream()
              .mapToLong(p -> p.getShape().size())
              .sum();
      assertThat(count).isBetween(100_000L, 1_000_000L);
    }
  }
}
