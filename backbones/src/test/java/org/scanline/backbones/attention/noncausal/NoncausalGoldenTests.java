package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;

class NoncausalGoldenTests {

  /** An operator on q, k and v. */
  private interface Attention {
    NDArray apply(NDArray q, NDArray k, NDArray v);
  }

  @TestFactory
  Stream<DynamicTest> flow() {
    return attention("flow_attention", FlowAttention::apply);
  }

  @TestFactory
  Stream<DynamicTest> injective() {
    return attention("inline_attention", InjectiveAttention::apply);
  }

  @TestFactory
  Stream<DynamicTest> magnitudeAware() {
    return attention("mala", (q, k, v) -> MagnitudeAwareAttention.apply(q, k, v, null));
  }

  @TestFactory
  Stream<DynamicTest> magnitudeAwareInAnImage() {
    return GoldenOperator.of("mala_rope2d").form("whole", this::rotated).tests();
  }

  private Map<String, NDArray> rotated(Arguments in) {
    GridRotation turn =
        GridRotation.of(in.manager(), in.number("H"), in.number("W"), in.size("q", 3));
    NDArray o = MagnitudeAwareAttention.apply(in.get("q"), in.get("k"), in.get("v"), turn);
    return Map.of("o", o, "cos", turn.cos(), "sin", turn.sin());
  }

  @TestFactory
  Stream<DynamicTest> gaussian() {
    return GoldenOperator.of("soft")
        .form(
            "whole",
            in -> {
              NDArray q = GaussianAttention.scaled(in.get("q"));
              GaussianAttention result =
                  GaussianAttention.apply(q, in.get("v"), in.get("landmark"));
              return Map.of("o", result.output(), "k2inv", result.inverse());
            })
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> binary() {
    return GoldenOperator.of("ecoformer_core")
        .form(
            "whole",
            in ->
                Map.of(
                    "o_math", binary(in, BinaryAttention.Constant.SUM),
                    "o_repo", binary(in, BinaryAttention.Constant.OWN)))
        .tests();
  }

  private static NDArray binary(Arguments in, BinaryAttention.Constant constant) {
    return BinaryAttention.apply(in.get("bits"), in.get("v"), constant);
  }

  @TestFactory
  Stream<DynamicTest> scattered() {
    return GoldenOperator.of("sla_scatter")
        .form(
            "whole",
            in -> {
              RaggedWindows windows = RaggedWindows.of(in.numbers("win"));
              ScatteredAttention result =
                  ScatteredAttention.apply(in.get("q"), in.get("k"), in.get("v"), windows, null);
              return Map.of("o", result.output(), "kv", result.kv(), "s", result.sum());
            })
        .tests();
  }

  private static Stream<DynamicTest> attention(String file, Attention attention) {
    return GoldenOperator.of(file)
        .form("whole", in -> Map.of("o", attention.apply(in.get("q"), in.get("k"), in.get("v"))))
        .tests();
  }
}
