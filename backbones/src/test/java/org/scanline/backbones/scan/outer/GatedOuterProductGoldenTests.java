package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class GatedOuterProductGoldenTests {

  @TestFactory
  Stream<DynamicTest> gatedLinearAttention() {
    return attention("gla", "gk");
  }

  @TestFactory
  Stream<DynamicTest> strongGates() {
    return attention("gla_strong_gate", "gk");
  }

  @TestFactory
  Stream<DynamicTest> scalarGates() {
    return attention("simple_gla", "g");
  }

  @TestFactory
  Stream<DynamicTest> stateSpaceDual() {
    GoldenOperator ssd =
        GoldenOperator.of("ssd").sequence(1, "x", "dt", "B", "C").output(1, "y").state("h0", "hT");
    return forms(
        ssd,
        (in, form) -> {
          ScanResult result =
              new StateSpaceDual(in.get("A"), in.get("D"), in.get("dt_bias"))
                  .run(in.get("x"), in.get("dt"), in.get("B"), in.get("C"), in.get("h0"), form);
          return Map.of("y", result.output(), "hT", result.state());
        });
  }

  @TestFactory
  Stream<DynamicTest> bonus() {
    GoldenOperator operator =
        GoldenOperator.of("rwkv6").sequence(2, "r", "k", "v", "w").output(2, "o").state("h0", "ht");
    return forms(
        operator,
        (in, form) ->
            results(
                GatedOuterProduct.run(
                    form,
                    in.get("r"),
                    in.get("k"),
                    in.get("v"),
                    in.get("w"),
                    in.get("u"),
                    in.get("h0"),
                    1f)));
  }

  @TestFactory
  Stream<DynamicTest> sequenceParallel() {
    return forms(
        GoldenOperator.of("seqpar_gla"),
        (in, form) -> {
          NDArray q = in.get("q");
          SequenceParallel.Result result =
              new SequenceParallel(in.number("P"))
                  .run(
                      form,
                      q,
                      in.get("k"),
                      in.get("v"),
                      in.get("gk"),
                      in.get("h0"),
                      (float) (1 / Math.sqrt(q.getShape().get(3))));
          return Map.of(
              "o", result.output(),
              "ht", result.state(),
              "local_state", result.localStates(),
              "local_logdecay", result.localDecays(),
              "global_init", result.initialStates());
        });
  }

  @TestFactory
  Stream<DynamicTest> lightningAttention() {
    return constant("lightning", in -> in.get("slope").neg(), false);
  }

  @TestFactory
  Stream<DynamicTest> retention() {
    return constant("retention", in -> retentionDecays(in.get("q")), true);
  }

  /** Logarithms of 1 - 2^(-5-h). */
  private static NDArray retentionDecays(NDArray q) {
    float[] decays = new float[(int) q.getShape().get(1)];
    for (int h = 0; h < decays.length; h++) {
      decays[h] = (float) Math.log1p(-Math.pow(2, -5 - h));
    }
    return q.getManager().create(decays);
  }

  private static Stream<DynamicTest> constant(
      String file, Function<Arguments, NDArray> gate, boolean scaled) {
    GoldenOperator operator =
        GoldenOperator.of(file).sequence(2, "q", "k", "v").output(2, "o").state("h0", "ht");
    return forms(
        operator,
        (in, form) -> {
          NDArray q = in.get("q");
          float scale = scaled ? (float) (1 / Math.sqrt(q.getShape().get(3))) : 1;
          return results(
              GatedOuterProduct.run(
                  form, q, in.get("k"), in.get("v"), gate.apply(in), in.get("h0"), scale));
        });
  }

  private static Map<String, NDArray> results(ScanResult result) {
    return Map.of("o", result.output(), "ht", result.state());
  }

  private static Stream<DynamicTest> attention(String file, String gate) {
    GoldenOperator operator =
        GoldenOperator.of(file).sequence(2, "q", "k", "v", gate).output(2, "o").state("h0", "ht");
    return forms(
        operator,
        (in, form) -> {
          NDArray q = in.get("q");
          float scale = (float) (1 / Math.sqrt(q.getShape().get(3)));
          return results(
              GatedOuterProduct.run(
                  form, q, in.get("k"), in.get("v"), in.get(gate), in.get("h0"), scale));
        });
  }

  private static Stream<DynamicTest> forms(
      GoldenOperator operator, BiFunction<Arguments, ScanForm, Map<String, NDArray>> ours) {
    return operator
        .form("naive", in -> ours.apply(in, ScanForm.naive()))
        .form("chunked 64", in -> ours.apply(in, ScanForm.chunked(64)))
        .form("chunked 7", in -> ours.apply(in, ScanForm.chunked(7)))
        .inference("fused", in -> ours.apply(in, ScanForm.fused()))
        .tests();
  }
}
