package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class ImageScanGoldenTests {

  @TestFactory
  Stream<DynamicTest> fourWays() {
    return GoldenOperator.of("cross_scan").form("", ImageScanGoldenTests::cross).tests();
  }

  private static Map<String, NDArray> cross(Arguments in) {
    NDArray x = in.get("x");
    long height = in.size("x", 2);
    long width = in.size("x", 3);
    return Map.of(
        "xs", CrossScan.unroll(x),
        "merged",
            CrossScan.merge(in.get("ys"), height, width)
                .reshape(x.getShape().get(0), x.getShape().get(1), height * width));
  }

  @TestFactory
  Stream<DynamicTest> selectiveScans() {
    return GoldenOperator.of("ss2d_core")
        .form("naive", in -> core(in, ScanForm.naive()))
        .form("chunked", in -> core(in, ScanForm.chunked(64)))
        .inference("fused", in -> core(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> core(Arguments in, ScanForm form) {
    CrossSelectiveScan scan =
        new CrossSelectiveScan(
            in.get("x_proj_weight"),
            in.get("dt_projs_weight"),
            in.get("dt_projs_bias"),
            in.get("A_logs").exp().neg(),
            in.get("Ds"));
    return Map.of("y", scan.run(in.get("x"), form));
  }
}
