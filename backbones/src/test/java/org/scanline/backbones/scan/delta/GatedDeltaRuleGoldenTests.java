package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class GatedDeltaRuleGoldenTests {

  @TestFactory
  Stream<DynamicTest> deltaRule() {
    return tests("delta_rule");
  }

  @TestFactory
  Stream<DynamicTest> negativeEigenvalues() {
    return tests("delta_rule_negeig");
  }

  @TestFactory
  Stream<DynamicTest> gates() {
    return tests("gated_delta_rule");
  }

  private static Stream<DynamicTest> tests(String file) {
    return GoldenOperator.of(file)
        .sequence(2, "q", "k", "v", "beta", "g")
        .output(2, "o")
        .state("h0", "ht")
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked 64", in -> run(in, ScanForm.chunked(64)))
        .form("chunked 7", in -> run(in, ScanForm.chunked(7)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    NDArray q = in.get("q");
    float scale = (float) (1 / Math.sqrt(q.getShape().get(3)));
    ScanResult result =
        GatedDeltaRule.run(
            form, q, in.get("k"), in.get("v"), in.get("beta"), in.find("g"), in.get("h0"), scale);
    return Map.of("o", result.output(), "ht", result.state());
  }
}
