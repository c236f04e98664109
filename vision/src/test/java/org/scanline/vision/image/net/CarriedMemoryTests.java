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
  private static final int STEP = 16; // columns
  private static final int ROWS = 24; // of a strip

  private static RowNet net(String name) {
    return switch (name) {
      case "x2" -> new ScanRestorer(ScanRestorer.Config.superResolution(2));
      case "x4" -> new ScanRestorer(ScanRestorer.Config.superResolution(4));
      case "denoise" -> new ScanRestorer(ScanRestorer.Config.denoising());
      case "dvmsr" -> new Dvmsr(Dvmsr.Config.published());
      case "span" -> new Span(Span.Config.published());
      case "rlfn" -> new Rlfn(Rlfn.Config.published());
      case "safmn" -> new Safmn(Safmn.Config.published());
      case "dncnn" -> new DnCnn(DnCnn.Config.published());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static RowNet initialised(String name, NDManager manager) {
    RowNet net = net(name);
    Shape shape = new Shape(1, net.channels(), STEP, STEP);
    ((Block) net).initialize(manager, DataType.FLOAT32, shape);
    return net;
  }

  @ParameterizedTest
  @CsvSource({
    "x2, 11, 7516, 396",
    "x4, 11, 7516, 396",
    "denoise, 27, 4844, 108",
    "dvmsr, 7, 5064, 0",
    "span, 21, 10776, 0",
    "dncnn, 17, 8268, 0"
  })
  void bytesOfAColumnAreAsDocumented(String name, int lookahead, long bytes, long bytesOfARow) {
    try (NDManager manager = NDManager.newBaseManager()) {
      RowNet net = initialised(name, manager);
      long narrow = carried(net, STEP, 144, manager);
      long wide = carried(net, 2 * STEP, 144, manager);
      assertThat(wide - narrow).isEqualTo((bytes + ROWS * bytesOfARow) * STEP);
      assertThat(carried(net, STEP, 288, manager)).isEqualTo(narrow);
      assertThat(lookahead(net, manager)).isEqualTo(lookahead);
    }
  }

  @ParameterizedTest
  @CsvSource({"rlfn, 119, 52000", "safmn, 152, 52000"})
  void netsThatPoolCarryNoMoreThanDocumented(String name, int lookahead, long bytes) {
    try (NDManager manager = NDManager.newBaseManager()) {
      RowNet net = initialised(name, manager);
      long most = 0;
      for (int rows = 5 * ROWS; rows < 25 * ROWS; rows += 5 * ROWS) {
        most =
            Math.max(
                most, carried(net, 2 * STEP, rows, manager) - carried(net, STEP, rows, manager));
      }
      assertThat(most).isLessThanOrEqualTo(bytes * STEP);
      assertThat(lookahead(net, manager)).isEqualTo(lookahead);
    }
  }

  private static int lookahead(RowNet net, NDManager root) {
    try (NDManager carrier = root.newSubManager();
        RowStage stage = net.open(carrier, new Picture(STEP, 1000))) {
      return stage.lookahead();
    }
  }

  /** Bytes that a net holds between two strips of a picture that has a thousand rows. */
  private static long carried(RowNet net, int columns, int rows, NDManager root) {
    try (NDManager carrier = root.newSubManager();
        RowStage stage = net.open(carrier, new Picture(columns, 1000))) {
      for (int row = 0; row < rows; row += ROWS) {
        try (NDManager scope = carrier.newSubManager()) {
          stage.rows(scope.zeros(new Shape(1, net.channels(), ROWS, columns)), false);
        }
      }
      return carrier.getManagedArrays().stream().mapToLong(CarriedMemoryTests::bytes).sum();
    }
  }

  private static long bytes(NDArray array) {
    return array.size() * array.getDataType().getNumOfBytes();
  }
}
