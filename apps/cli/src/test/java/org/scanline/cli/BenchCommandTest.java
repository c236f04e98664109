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
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void mistakesAreNamed() {
    assertThat(say("bench", "backbones", "--kernels", "gal")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'gal' is not one of ungated");
    assertThat(say("bench", "backbones", "--lengths", "100k5")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'100k5' is no length");
  }
}
