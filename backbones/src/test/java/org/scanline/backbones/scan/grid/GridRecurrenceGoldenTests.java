package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class GridRecurrenceGoldenTests {

  @TestFactory
  Stream<DynamicTest> sharingGates() {
    return tests("plstm2d_P");
  }

  @TestFactory
  Stream<DynamicTest> decayingGates() {
    return tests("plstm2d_D");
  }

  private static Stream<DynamicTest> tests(String file) {
    return GoldenOperator.of(file)
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("diagonals", in -> run(in, ScanForm.chunked(64)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    GridGates gates =
        new GridGates(
            in.get("S_r"),
            in.get("S_d"),
            in.get("T_rl"),
            in.get("T_ru"),
            in.get("T_du"),
            in.get("T_dl"),
            in.get("M_l"),
            in.get("M_u"),
            in.get("D"));
    float scale = (float) (1 / Math.sqrt(in.size("q", 4)));
    GridResult result =
        GridRecurrence.run(form, in.get("q"), in.get("k"), in.get("v"), gates, null, scale);
    return Map.of("o", result.output(), "last_r", result.right(), "last_d", result.down());
  }
}
