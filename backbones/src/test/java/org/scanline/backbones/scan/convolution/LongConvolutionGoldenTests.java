package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class LongConvolutionGoldenTests {

  @TestFactory
  Stream<DynamicTest> gatedConvolutions() {
    return Stream.of("m2_longconv", "m2_longconv_causal")
        .flatMap(
            file ->
                GoldenOperator.of(file)
                    .form("direct", in -> gated(in, ScanForm.naive()))
                    .form("Monarch", in -> gated(in, ScanForm.chunked(1)))
                    .inference("FFT", in -> gated(in, ScanForm.fused()))
                    .tests());
  }

  private static Map<String, NDArray> gated(Arguments in, ScanForm form) {
    NDArray w = in.get("u").mul(in.get("x1"));
    NDArray y = LongConvolution.run(form, w, in.get("k"), in.find("k_rev"));
    return Map.of("y", y.add(w.mul(in.get("D").expandDims(1))).mul(in.get("x2")));
  }

  @TestFactory
  Stream<DynamicTest> diagonalStateSpace() {
    return GoldenOperator.of("s4d")
        .form("naive", in -> diagonal(in, ScanForm.naive(), ScanForm.naive()))
        .form("chunked 64", in -> diagonal(in, ScanForm.chunked(1), ScanForm.chunked(64)))
        .form("chunked 7", in -> diagonal(in, ScanForm.chunked(1), ScanForm.chunked(7)))
        .inference("fused", in -> diagonal(in, ScanForm.fused(), ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> diagonal(
      Arguments in, ScanForm convolution, ScanForm recurrence) {
    DiagonalStateSpace space =
        new DiagonalStateSpace(
            in.get("log_dt"), in.get("C"), in.get("log_A_real"), in.get("A_imag"));
    NDArray u = in.get("u");
    NDArray direct = u.mul(in.get("D").expandDims(1));
    NDArray kernel = space.kernel(u.getShape().get(2));
    ScanResult result = space.run(recurrence, u, null);
    return Map.of(
        "kernel", kernel,
        "y", LongConvolution.run(convolution, u, kernel, null).add(direct),
        "y_rec", result.output().add(direct),
        "xT", result.state());
  }
}
