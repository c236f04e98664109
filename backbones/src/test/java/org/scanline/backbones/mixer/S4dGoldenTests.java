package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class S4dGoldenTests {

  @TestFactory
  Stream<DynamicTest> diagonalStateSpace() {
    return GoldenOperator.of("block_s4d")
        .form("naive", in -> mix(in, ScanForm.naive()))
        .form("chunked 64", in -> mix(in, ScanForm.chunked(64)))
        .form("chunked 11", in -> mix(in, ScanForm.chunked(11)))
        .inference("fused", in -> mix(in, ScanForm.fused()))
        .tests();
  }

  /** The file's x and y are (B,D,T). */
  private static Map<String, NDArray> mix(Arguments in, ScanForm form) {
    S4d mixer = in.fill(new S4d(new S4d.Config(in.size("D", 0), 2 * in.size("kernel.C", 1))));
    NDArray x = in.get("x").transpose(0, 2, 1);
    NDList state = mixer.initialState(in.manager(), x.getShape().get(0));
    NDArray y = mixer.mix(in.store(), x, state, form, in.training()).get(0);
    return Map.of("y", y.transpose(0, 2, 1));
  }
}
