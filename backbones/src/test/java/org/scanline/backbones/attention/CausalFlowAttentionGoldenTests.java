package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.mixer.CausalFlowformer;
import org.scanline.backbones.scan.ScanForm;

class CausalFlowAttentionGoldenTests {

  @TestFactory
  Stream<DynamicTest> operator() {
    GoldenOperator operator =
        GoldenOperator.of("flow_attention_causal")
            .sequence(2, "q", "k", "v")
            .output(2, "o")
            .state("h0", "ht")
            .state("sk", "sk_t")
            .state("sq", "sq_t")
            .state("sks", "sks_t")
            .state("sqs", "sqs_t")
            .state("sex", "sex_t")
            .state("n0", "n_t");
    return forms(operator, CausalFlowAttentionGoldenTests::run);
  }

  @TestFactory
  Stream<DynamicTest> block() {
    return forms(
        GoldenOperator.of("block_flow_causal"),
        (in, form) -> {
          CausalFlowformer block =
              in.fill(
                  new CausalFlowformer(
                      new CausalFlowformer.Config(in.size("x", 2), in.number("heads"))));
          NDArray x = in.get("x");
          NDArray y =
              block
                  .mix(
                      in.store(),
                      x,
                      block.initialState(x.getManager(), in.size("x", 0)),
                      form,
                      in.training())
                  .get(0);
          return Map.of("y", y);
        });
  }

  private static Stream<DynamicTest> forms(
      GoldenOperator operator, BiFunction<Arguments, ScanForm, Map<String, NDArray>> ours) {
    return operator
        .form("naive", in -> ours.apply(in, ScanForm.naive()))
        .form("chunked", in -> ours.apply(in, ScanForm.chunked(16)))
        .inference("fused", in -> ours.apply(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    CausalFlowAttention.State before =
        new CausalFlowAttention.State(
            in.get("h0"),
            in.get("sk"),
            in.get("sq"),
            in.get("sks"),
            in.get("sqs"),
            in.get("sex"),
            (long) in.get("n0").getFloat(0));
    CausalFlowAttention result =
        CausalFlowAttention.run(form, in.get("q"), in.get("k"), in.get("v"), before);
    CausalFlowAttention.State after = result.state();
    return Map.of(
        "o",
        result.output(),
        "ht",
        after.kv(),
        "sk_t",
        after.keys(),
        "sq_t",
        after.queries(),
        "sks_t",
        after.given(),
        "sqs_t",
        after.taken(),
        "sex_t",
        after.competition(),
        "n_t",
        in.manager().create(new float[] {after.steps()}));
  }
}
