package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

class AttentionMixerGoldenTests {

  @TestFactory
  Stream<DynamicTest> lightningAttention() {
    return MixerGoldenTests.tests(
        "block_tnl",
        List.of("state"),
        in -> {
          float[] file = in.get("slope_rate").toFloatArray();
          double[] slopes = new double[file.length];
          for (int h = 0; h < slopes.length; h++) {
            slopes[h] = file[h];
          }
          int heads = in.number("heads");
          return new LightningAttention(
              new LightningAttention.Config(in.size("x", 2), heads), slopes);
        });
  }

  @TestFactory
  Stream<DynamicTest> hgrn2() {
    Function<ScanForm, GoldenOperator.Function> ours =
        form ->
            in -> {
              NDList results = mix(in, form);
              return Map.of("y", results.get(0), "state_T", results.get(1));
            };
    return GoldenOperator.of("block_hgrn2")
        .sequence(1, "x")
        .output(1, "y")
        .state("state", "state_T")
        .form("naive", ours.apply(ScanForm.naive()))
        .form("chunked", ours.apply(ScanForm.chunked(16)))
        .inference("fused", ours.apply(ScanForm.fused()))
        .tests();
  }

  private static NDList mix(Arguments in, ScanForm form) {
    Hgrn2 mixer = in.fill(new Hgrn2(new Hgrn2.Config(in.size("x", 2), in.number("heads"))));
    NDArray bound = in.get("lower_bound");
    NDList state = new NDList(in.get("state"));
    return mixer.mix(in.store(), in.get("x"), state, bound, form, in.training());
  }
}
