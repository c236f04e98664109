package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class LineRecurrenceGoldenTests {

  @TestFactory
  Stream<DynamicTest> transitionsOfBothSigns() {
    return GoldenOperator.of("plstm1d")
        .sequence(2, "q", "k", "v", "S", "T", "M", "D")
        .output(2, "o")
        .state("h0", "ht")
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked 64", in -> run(in, ScanForm.chunked(64)))
        .form("chunked 7", in -> run(in, ScanForm.chunked(7)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    LineGates gates = new LineGates(in.get("S"), in.get("T"), in.get("M"), in.get("D"));
    double scale = 1 / Math.sqrt(in.size("q", 3));
    ScanResult result =
        LineRecurrence.run(form, in.get("q"), in.get("k"), in.get("v"), gates, in.get("h0"), scale);
    return Map.of("o", result.output(), "ht", result.state());
  }
}
