package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class SelectiveScanGoldenTests {

  @TestFactory
  Stream<DynamicTest> everyVariant() {
    return Stream.of(
            "selective_scan",
            "selective_scan_plain",
            "selective_scan_groups",
            "selective_scan_negeig")
        .flatMap(SelectiveScanGoldenTests::tests);
  }

  private static Stream<DynamicTest> tests(String file) {
    return GoldenOperator.of(file)
        .sequence(2, "u", "delta", "z")
        .sequence(-1, "B", "C")
        .output(2, "y")
        .state("x0", "xT")
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked 64", in -> run(in, ScanForm.chunked(64)))
        .form("chunked 7", in -> run(in, ScanForm.chunked(7)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    boolean signed = in.constants().containsKey("neg");
    ScanResult result =
        new SelectiveScan(in.get("A"), in.find("D"), in.find("delta_bias"), signed)
            .run(
                form,
                in.get("u"),
                in.get("delta"),
                in.get("B"),
                in.get("C"),
                in.find("z"),
                in.get("x0"));
    return Map.of("y", result.output(), "xT", result.state());
  }
}
