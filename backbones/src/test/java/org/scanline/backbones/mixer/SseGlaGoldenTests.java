package org.scanline.backbones.mixer;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SseGlaGoldenTests {

  /** Reference numbers from the published layer's definition in double precision, step by step. */
  @TestFactory
  Stream<DynamicTest> sseGla() {
    return MixerGoldenTests.tests(
        "block_sse_gla",
        List.of("state", "partitions"),
        in ->
            new SseGla(
                new SseGla.Config(
                    in.size("x", 2),
                    in.number("heads"),
                    in.size("o_norm.weight", 0),
                    in.size("e_proj.weight", 0),
                    in.number("chosen"))));
  }
}
