package org.scanline.backbones.mixer;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;

class DeltaMixerGoldenTests {

  @TestFactory
  Stream<DynamicTest> deltaNet() {
    return tests("block_deltanet", in -> deltaNet(in, false));
  }

  @TestFactory
  Stream<DynamicTest> negativeEigenvalues() {
    return tests("block_deltanet_negeig", in -> deltaNet(in, true));
  }

  @TestFactory
  Stream<DynamicTest> gatedDeltaNet() {
    return tests(
        "block_gated_deltanet",
        in ->
            new GatedDeltaNet(
                new GatedDeltaNet.Config(
                    in.size("x", 2),
                    in.number("heads"),
                    in.size("state", 2),
                    in.size("state", 3),
                    false,
                    true)));
  }

  private static Mixer deltaNet(Arguments in, boolean negative) {
    return new DeltaNet(new DeltaNet.Config(in.size("x", 2), in.number("heads"), negative, false));
  }

  private static Stream<DynamicTest> tests(String file, Function<Arguments, Mixer> maker) {
    List<String> states = List.of("q_conv_state", "k_conv_state", "v_conv_state", "state");
    return MixerGoldenTests.tests(file, states, maker);
  }
}
