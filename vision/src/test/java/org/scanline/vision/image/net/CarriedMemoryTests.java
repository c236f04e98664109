package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a net carries from row to row, as docs/pictures.md says it. */
class CarriedMemoryTests {
  private static final int STEP = 8; // columns
  private static final int ROWS = 20; // of a strip

  @ParameterizedTest
  @CsvSource({"x2, 7516, 396", "x4, 7516, 396", "denoise, 4844, 108", "dvmsr, 5064, 0"})
  void bytesOfAColumnAreAsDocumented(String name, long bytes, long bytesOfARow) {
    try (NDManager manager = NDManager.newBaseManager()) {
      RowNet net =
          switch (name) {
            case "x2" -> new ScanRestorer(ScanRestorer.Config.superResolution(2));
            case "x4" -> new ScanRestorer(ScanRestorer.Config.superResolution(4));
            case "denoise" -> new ScanRestorer(ScanRestorer.Config.denoising());
            default -> new Dvmsr(Dvmsr.Config.published());
          };
      ((Block) net).initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      long narrow = carried(net, STEP, 120, manager);
      assertThat(carried(net, 2 * STEP, 120, manager) - narrow)
          .isEqualTo((bytes + ROWS * bytesOfARow) * STEP);
      assertThat(carried(net, STEP, 240, manager)).isEqualTo(narrow);
    }
  }

  /** Bytes that a net holds between two strips. */
  private static long carried(RowNet net, int columns, int rows, NDManager root) {
    Picture picture = new Picture(columns, 2 * rows);
    try (NDManager carrier = root.newSubManager();
        RowStage stage = net.open(carrier, picture)) {
      for (int row = 0; row < rows; row += ROWS) {
        try (NDManager scope = carrier.newSubManager()) {
          stage.rows(scope.zeros(new Shape(1, 3, ROWS, columns)), false);
        }
      }
      return carrier.getManagedArrays().stream().mapToLong(CarriedMemoryTests::bytes).sum();
    }
  }

  private static long bytes(NDArray array) {
    return array.size() * array.getDataType().getNumOfBytes();
  }
}
