package org.scanline.backbones.mixer;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class MixerGoldenTests {

  @TestFactory
  Stream<DynamicTest> gatedLinearAttention() {
    return tests(
        "block_gla",
        List.of("state"),
        in ->
            new GatedLinearAttention(
                new GatedLinearAttention.Config(
                    in.size("x", 2), in.number("heads"), in.size("gk_proj.0.weight", 0), 16)));
  }

  @TestFactory
  Stream<DynamicTest> mamba2() {
    return tests(
        "block_mamba2",
        List.of("conv_state", "ssm_state"),
        in ->
            new Mamba2(
                new Mamba2.Config(
                    in.size("x", 2),
                    in.size("norm.weight", 0),
                    in.size("A_log", 0),
                    in.number("ngroups"),
                    in.number("d_state"))));
  }

  /** All forms of a mixer on a file whose input is x (B,T,D). */
  static Stream<DynamicTest> tests(
      String file, List<String> states, Function<Arguments, Mixer> maker) {
    GoldenOperator operator = GoldenOperator.of(file).sequence(1, "x").output(1, "y");
    states.forEach(state -> operator.state(state, state + "_T"));
    return operator
        .form("naive", in -> in.mix(maker.apply(in), states, ScanForm.naive()))
        .form("chunked", in -> in.mix(maker.apply(in), states, ScanForm.chunked(16)))
        .inference("fused", in -> in.mix(maker.apply(in), states, ScanForm.fused()))
        .tests();
  }
}
