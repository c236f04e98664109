package org.scanline.datasets.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {
  private static final BenchmarkSettings SETTINGS =
      new BenchmarkSettings(
          List.of(BenchmarkKernel.GLA, BenchmarkKernel.SOFTMAX),
          List.of(1024L, 16_384L, 1L << 20),
          new Sizes(8, 64),
          2,
          16_384,
          false,
          1);

  @TempDir Path folder;

  private static List<Measurement> series(
      BenchmarkKernel kernel, BenchmarkForm form, LongToDoubleFunction seconds, long... lengths) {
    List<Measurement> series = new ArrayList<>();
    for (long length : lengths) {
      double operations = length * kernel.operations(SETTINGS.sizes(), length);
      series.add(
          new Measurement(
              kernel, form, length, seconds.applyAsDouble(length), operations, Double.NaN));
    }
    return series;
  }

  /** Softmax takes (T/1000)^2 seconds, the stream T/4000, the chunked form T/400. */
  private static BenchmarkReport report() {
    List<Measurement> all = new ArrayList<>();
    all.addAll(
        series(BenchmarkKernel.GLA, BenchmarkForm.STREAM, t -> t / 4e3, 1024, 16_384, 1 << 20));
    all.addAll(series(BenchmarkKernel.GLA, BenchmarkForm.CHUNKED, t -> t / 4e2, 1024, 16_384));
    all.addAll(
        series(BenchmarkKernel.SOFTMAX, BenchmarkForm.SOFTMAX, t -> t * t / 1e6, 1024, 16_384));
    List<Measurement> brief = new ArrayList<>();
    brief.addAll(series(BenchmarkKernel.GLA, BenchmarkForm.STREAM, t -> t / 4e3, 64, 128));
    brief.addAll(series(BenchmarkKernel.SOFTMAX, BenchmarkForm.SOFTMAX, t -> t * t / 1e6, 64, 128));
    Machine machine = new Machine("a processor", 2, "17", "an engine", 16);
    List<MixerSpeed> mixers = List.of(new MixerSpeed("GLA", "GatedLinearAttention", 12_345));
    return new BenchmarkReport(machine, SETTINGS, 200, all, brief, mixers);
  }

  @Test
  void theCrossingIsWhereBothTakeEquallyLong() {
    assertThat(report().crossing(BenchmarkKernel.GLA, BenchmarkForm.STREAM).orElseThrow())
        .isCloseTo(250, within(1e-6));
    assertThat(report().crossing(BenchmarkKernel.SSD, BenchmarkForm.STREAM)).isEmpty();
  }

  @Test
  void aPlainTableSaysWhatWasFound() {
    assertThat(report().toTable())
        .contains("200 GFLOP/s")
        .containsPattern("gla +stream +16k +4\\.00k +0\\.7 +0 % +- +10\\.0\n")
        .contains("gla: 4 K V, and K V for the gate")
        .contains("gla, stream: 1M against 16k tokens: 1.00 times the tokens/s")
        .contains("slower than gla, stream, from about 250 tokens on")
        .containsPattern("GLA +12\\.3k");
  }

  @Test
  void lengthsAreReadAsTheyAreWritten() {
    List<Long> lengths = BenchmarkSettings.lengths(List.of("1000", "16k", "1M"));
    assertThat(lengths).containsExactly(1000L, 16_384L, 1_048_576L);
    assertThat(lengths.stream().map(BenchmarkText::length)).containsExactly("1000", "16k", "1M");
    assertThatThrownBy(() -> BenchmarkSettings.lengths(List.of("16q")))
        .hasMessage("'16q' is no length such as 1000, 16k or 1M");
    assertThatThrownBy(() -> BenchmarkKernel.parse("gal")).hasMessageContaining("ungated, gla");
  }

  @Test
  void streamedLengthsAreWholePieces() {
    assertThatThrownBy(
            () ->
                new BenchmarkSettings(
                    List.of(BenchmarkKernel.GLA), List.of(70_000L), new Sizes(1, 1), 1, 1, true, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("70000");
  }

  @Test
  void theTablesOfTheDocumentAreReplacedAndNothingElse() throws IOException {
    Path errors = folder.resolve("golden-errors.csv");
    Files.writeString(
        errors,
        """
        operator,form,quantity,error,allowed
        gla,fused,small.out.o,1.0e-07,5.0e-06
        block_gla,naive,small.grad.x,8.0e-06,2.0e-05
        """);
    Path json = folder.resolve("bench.json");
    Files.writeString(json, report().toJson());
    Path document = folder.resolve("backbones.md");
    String marks = "<!-- %1$s -->\nstale\n<!-- /%1$s -->\n";
    Files.writeString(
        document,
        "before\n"
            + marks.formatted("mixers")
            + marks.formatted("omitted")
            + "between\n"
            + marks.formatted("speed")
            + "after\n");
    BackboneTable table = new BackboneTable(errors, json);
    table.write(document);
    String once = Files.readString(document);
    assertThat(once)
        .startsWith("before\n")
        .contains("\nbetween\n")
        .endsWith("after\n")
        .doesNotContain("stale")
        .contains("`mixer.GatedLinearAttention`", "| 1e-07 | 8e-06 | 40 % | 12.3k |")
        .contains("| TCNCA |", "| gla | stream | 4.00k |", "| 250 tokens |");
    table.write(document);
    assertThat(Files.readString(document)).isEqualTo(once);
    Files.writeString(document, "no marks");
    assertThatThrownBy(() -> table.write(document)).hasMessageContaining("mixers");
  }
}
