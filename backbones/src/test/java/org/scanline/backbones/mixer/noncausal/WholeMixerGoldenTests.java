package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.attention.noncausal.BinaryAttention;
import org.scanline.backbones.attention.noncausal.RaggedWindows;
import org.scanline.backbones.attention.noncausal.ScatteredAttention;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.scan.ScanForm;

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

  /** Reference numbers from the paper's definition in double precision, by explicit weights. */
  @TestFactory
  Stream<DynamicTest> ecoFormer() {
    return tests(
        "block_ecoformer",
        "y",
        in ->
            whole(
                in,
                new EcoFormer(
                    new EcoFormer.Config(
                        in.size("x", 2),
                        heads(in),
                        in.size("fast_attention.ksh.A", 1),
                        in.size("fast_attention.ksh.A", 2),
                        BinaryAttention.Constant.SUM))));
  }

  /** Likewise, with windows in a grid that see their neighbours. */
  @TestFactory
  Stream<DynamicTest> scatterFormer() {
    return tests("block_scatterformer", "y", WholeMixerGoldenTests::scatterFormer);
  }

  private static NDArray scatterFormer(Arguments in) {
    ScatteredAttention.Grid grid =
        new ScatteredAttention.Grid(in.number("rows"), in.number("cols"));
    RaggedWindows windows = new RaggedWindows(in.numbers("win"), grid.rows() * grid.columns());
    ScatterFormer.Config config = new ScatterFormer.Config(in.size("x", 1), heads(in));
    return in.fill(new ScatterFormer(config))
        .mix(in.store(), in.get("x"), windows, grid, in.training());
  }

  /** Likewise, cell by cell from four corners. */
  @TestFactory
  Stream<DynamicTest> pLstm() {
    return grid(
        "block_plstm2d_P", in -> new PLstm2d(new PLstm2d.Config(in.size("x", 3), heads(in))));
  }

  /** Likewise. */
  @TestFactory
  Stream<DynamicTest> diffusingPLstm() {
    return grid(
        "block_plstm2d_D",
        in -> new DiffusingPLstm2d(new DiffusingPLstm2d.Config(in.size("x", 3), heads(in))));
  }

  private static Stream<DynamicTest> grid(String file, Function<Arguments, GridMixer> maker) {
    BiFunction<Arguments, ScanForm, Map<String, NDArray>> ours =
        (in, form) -> {
          GridMixer mixer = in.fill(maker.apply(in));
          return Map.of("y", mixer.mix(in.store(), in.get("x"), form, in.training()));
        };
    return GoldenOperator.of(file)
        .form("naive", in -> ours.apply(in, ScanForm.naive()))
        .form("diagonals", in -> ours.apply(in, ScanForm.chunked(64)))
        .inference("fused", in -> ours.apply(in, ScanForm.fused()))
        .tests();
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
