package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

/** A later layer of RWKV-7, computed from its definition in double precision. */
class Rwkv7GoldenTests {

  @TestFactory
  Stream<DynamicTest> laterLayer() {
    return GoldenOperator.of("block_rwkv7")
        .sequence(1, "x", "v_first")
        .output(1, "y")
        .state("shift_state", "shift_state_T")
        .state("state", "state_T")
        .form("naive", in -> run(in, ScanForm.naive()))
        .form("chunked", in -> run(in, ScanForm.chunked(16)))
        .inference("fused", in -> run(in, ScanForm.fused()))
        .tests();
  }

  private static Map<String, NDArray> run(Arguments in, ScanForm form) {
    Rwkv7 mixer =
        in.fill(
            new Rwkv7(
                new Rwkv7.Config(
                    in.size("x", 2),
                    in.number("heads"),
                    in.size("w_lora.lora.0.weight", 0),
                    in.size("a_lora.lora.0.weight", 0),
                    in.size("v_lora.lora.0.weight", 0),
                    in.size("g_lora.lora.0.weight", 0))));
    NDList state = new NDList(in.get("shift_state"), in.get("state"));
    NDList after =
        mixer.mix(in.store(), in.get("x"), in.get("v_first"), state, form, in.training());
    return Map.of("y", after.get(0), "shift_state_T", after.get(1), "state_T", after.get(2));
  }
}
