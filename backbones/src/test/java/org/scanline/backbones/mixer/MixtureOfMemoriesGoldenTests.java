package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class MixtureOfMemoriesGoldenTests {

  @TestFactory
  Stream<DynamicTest> routed() {
    return tests("block_mom");
  }

  @TestFactory
  Stream<DynamicTest> withASharedMemory() {
    return tests("block_mom_shared");
  }

  private static Stream<DynamicTest> tests(String file) {
    return GoldenOperator.of(file)
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked", in -> run(in, ScanForm.chunked(16)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    int heads = in.number("heads");
    MixtureOfMemories mixer =
        in.fill(
            new MixtureOfMemories(
                new MixtureOfMemories.Config(
                    in.size("x", 2),
                    heads,
                    in.size("q_proj.weight", 0) / heads,
                    in.size("o_norm.weight", 0),
                    in.number("memories"),
                    in.number("topk"),
                    in.number("shared") == 1)));
    NDArray x = in.get("x");
    Routing routing = mixer.route(in.store(), x, in.training());
    NDArray y =
        mixer
            .mix(
                in.store(),
                x,
                mixer.initialState(in.manager(), in.size("x", 0)),
                form,
                in.training())
            .get(0);
    return Map.of("y", y, "router_logits", routing.logits(), "topk", routing.chosen());
  }
}
