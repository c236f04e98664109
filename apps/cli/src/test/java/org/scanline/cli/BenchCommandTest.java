package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;

class BenchCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int say(String... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            80);
    return Main.run(console, (name, device, threads) -> new SlowModel(0), arguments);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void separatorsAreTimedAndUnknownOnesAreNamed() throws IOException {
    assertThat(say("bench", "separators", "--nets", "hdemucs,nonsense")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no net 'nonsense'", "htdemucs");
    assertThat(say("bench", "separators", "--nets", "conv-tasnet", "--seconds", "0")).isEqualTo(2);
    Path json = folder.resolve("separators.json");
    int status =
        say(
            "bench",
            "separators",
            "--nets",
            "conv-tasnet",
            "--seconds",
            "1",
            "--runs",
            "1",
            "--json",
            json.toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(said()).contains("CPU s/s", "conv-tasnet");
    assertThat(Files.readString(json)).contains("\"cpu\"", "\"wall\"", "\"peak\"");
  }

  @Test
  void aRunPrintsFiguresAndTheTablesAreMadeOfThem() throws IOException {
    Path json = folder.resolve("bench.json");
    int status =
        say(
            "bench",
            "backbones",
            "--quick",
            "--kernels",
            "gla,softmax",
            "--lengths",
            "100",
            "--heads",
            "2",
            "--width",
            "8",
            "--threads",
            "1",
            "--json",
            json.toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(said()).contains("matrix product of the engine").containsPattern("gla +fused +100 ");
    Set<String> names = new HashSet<>();
    try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
      for (String name = parser.nextFieldName();
          parser.hasCurrentToken();
          name = parser.nextFieldName()) {
        names.add(String.valueOf(name));
      }
    }
    assertThat(names).contains("matrixPeakGigaflops", "tokensPerSecond", "peakMebibytes");

    Path errors = folder.resolve("errors.csv");
    Files.writeString(
        errors, "operator,form,quantity,error,allowed\ngla,fused,small.out.o,1e-7,5e-6\n");
    Path document = folder.resolve("backbones.md");
    Files.copy(Path.of("..", "..", "docs", "backbones.md"), document);
    status =
        say(
            "bench",
            "table",
            "--errors",
            errors.toString(),
            "--json",
            json.toString(),
            document.toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(Files.readString(document)).contains("| gla | stream |", "| TCNCA |");
  }

  @Test
  void aPictureOfAFormulaIsWritten() throws ImageFileException {
    Path file = folder.resolve("made.tif");
    String[] size = {"--width", "31", "--height", "2000", "--channels", "1"};
    assertThat(say(joined(List.of("bench", "picture", file.toString()), size))).isZero();
    assertThat(said().strip()).isEqualTo(file.toString());
    try (ImageReader reader = ImageReader.open(file)) {
      assertThat(reader.format())
          .isEqualTo(new ImageFormat(31, 2000, 1, ImageFormat.Samples.SHORT));
    }
    assertThat(say("bench", "picture", "made.xyz")).isEqualTo(2);
    assertThat(say("bench", "picture", "--sigma", "51", file.toString())).isEqualTo(2);
  }

  @Test
  void netsForPicturesAreTimedAndTheirTilesHaveSeams() throws IOException {
    assertThat(say("bench", "images", "--model", "nonsense")).isEqualTo(5);
    assertThat(say("bench", "images", "--model", "a,b", "--save", "x")).isEqualTo(2);
    assertThat(say("bench", "seams", "--model", "nonsense", "--tiles", "0")).isEqualTo(2);
    Path weights = Path.of("../../../shared/weights/sr-x4-mit/team07_DVMSR.pth");
    Assumptions.assumeTrue(Files.exists(weights), weights + " is not there: skipped");
    Path json = folder.resolve("images.json");
    Path pair = folder.resolve("pair.safetensors");
    List<String> files = List.of("--json", json.toString(), "--save", pair.toString());
    String[] small = {"--model", weights.toString(), "--width", "20", "--height", "16"};
    int status = say(joined(List.of("bench", "images", "--runs", "1"), small, files));
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(said()).contains("MP/s", "team07_DVMSR", "20 x 16 x 3, x4");
    assertThat(Files.readString(json)).contains("\"megapixelsPerSecond\"", "\"lookahead\" : 7");
    assertThat(pair).exists();
    status = say(joined(List.of("bench", "seams", "--tiles", "8", "--overlaps", "0,2"), small));
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(said())
        .containsPattern("streamed, strips of 8 rows +1[.,]00 +0 +0 +0 +0 +0 +0")
        .contains("tiles of 8, overlap 2");
  }

  private static String[] joined(List<String> first, String[] second) {
    return joined(first, second, List.of());
  }

  private static String[] joined(List<String> first, String[] second, List<String> third) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(second));
    all.addAll(third);
    return all.toArray(new String[0]);
  }

  @Test
  void mistakesAreNamed() {
    assertThat(say("bench", "backbones", "--kernels", "gal")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'gal' is not one of ungated");
    assertThat(say("bench", "backbones", "--lengths", "100k5")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'100k5' is no length");
  }
}
