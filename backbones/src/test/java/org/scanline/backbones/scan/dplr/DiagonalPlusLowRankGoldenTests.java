package org.scanline.backbones.scan.dplr;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class DiagonalPlusLowRankGoldenTests {

  @TestFactory
  Stream<DynamicTest> rwkv7() {
    return GoldenOperator.of("rwkv7_dplr")
        .sequence(2, "q", "k", "v", "a", "b", "w")
        .output(2, "o")
        .state("h0", "ht")
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked 64", in -> run(in, ScanForm.chunked(64)))
        .form("chunked 7", in -> run(in, ScanForm.chunked(7)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    ScanResult result =
        DiagonalPlusLowRank.run(
            form,
            in.get("q"),
            in.get("k"),
            in.get("v"),
            in.get("a"),
            in.get("b"),
            in.get("w"),
            in.get("h0"),
            1);
    return Map.of("o", result.output(), "ht", result.state());
  }
}
