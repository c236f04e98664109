package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;

class WholeMixerGoldenTests {

  @TestFactory
  Stream<DynamicTest> flowformer() {
    return tests(
        "block_flow",
        "y",
        in -> whole(in, new Flowformer(new Flowformer.Config(in.size("x", 2), heads(in)))));
  }

  @TestFactory
  Stream<DynamicTest> mala() {
    return tests(
        "block_mala", "y", in -> whole(in, new Mala(new Mala.Config(in.size("x", 1), heads(in)))));
  }

  @TestFactory
  Stream<DynamicTest> inLine() {
    return tests(
        "block_inline",
        "y",
        in -> whole(in, new InLine(new InLine.Config(in.size("x", 2), heads(in)))));
  }

  @TestFactory
  Stream<DynamicTest> soft() {
    return tests(
        "block_soft",
        "y",
        in -> {
          Soft.Config config =
              new Soft.Config(
                  in.size("x", 2), heads(in), in.number("ratio"), in.size("attn.conv.weight", 3));
          Soft soft = in.fill(new Soft(config));
          return soft.mix(in.store(), in.get("x"), in.number("H"), in.training());
        });
  }

  @TestFactory
  Stream<DynamicTest> crossVit() {
    return tests(
        "crossvit_cross_attention",
        "y",
        in -> whole(in, new CrossVit(new CrossVit.Config(in.size("x", 2), heads(in)))));
  }

  @TestFactory
  Stream<DynamicTest> swin() {
    return tests("swin_window", "o", WholeMixerGoldenTests::swin);
  }

  @TestFactory
  Stream<DynamicTest> shiftedSwin() {
    return tests("swin_shifted_window", "o", WholeMixerGoldenTests::swin);
  }

  private static NDArray swin(Arguments in) {
    return whole(
        in,
        new SwinAttention(
            new SwinAttention.Config(
                in.size("x", 3), heads(in), in.number("window"), in.number("shift"))));
  }

  private static int heads(Arguments in) {
    return in.number("heads");
  }

  private static NDArray whole(Arguments in, WholeMixer mixer) {
    return in.fill(mixer).mix(in.store(), in.get("x"), in.training());
  }

  private static Stream<DynamicTest> tests(
      String file, String output, Function<Arguments, NDArray> ours) {
    return GoldenOperator.of(file).form("whole", in -> Map.of(output, ours.apply(in))).tests();
  }
}
