package org.scanline.backbones.mixer;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MambaGoldenTests {

  @TestFactory
  Stream<DynamicTest> mamba() {
    return MixerGoldenTests.tests(
        "block_mamba",
        List.of("conv_state", "ssm_state"),
        in ->
            new Mamba(
                new Mamba.Config(
                    in.size("x", 2),
                    in.size("D", 0),
                    in.size("dt_proj.weight", 1),
                    in.size("A_log", 1),
                    false)));
  }
}
