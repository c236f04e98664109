package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the README says is so. */
class ReadmeTest {
  private static final Path README = Path.of("..", "..", "README.md");
  private static final Path SNIPPET =
      Path.of("src", "test", "java", "org", "scanline", "cli", "ReadmeSnippet.java");

  @TempDir Path folder;

  private static String snippet() throws Exception {
    List<String> lines = Files.readAllLines(SNIPPET);
    int first = lines.indexOf("    // README begins") + 1;
    int end = lines.indexOf("    // README ends");
    assertThat(end - first).isBetween(1, 12);
    return String.join("\n", lines.subList(first, end)).indent(-4);
  }

  @Test
  void theSnippetIsTheOneThatIsTested() throws Exception {
    assertThat(Files.readString(README)).contains("```java\n" + snippet() + "```");
  }

  @Test
  void theSnippetSeparatesAFile() throws Exception {
    Path song = folder.resolve("song.wav");
    Random random = new Random(7);
    float[] noise = new float[66_151];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 0.2f * (random.nextFloat() - 0.5f);
    }
    try (AudioWriter writer =
        AudioWriter.create(song, OutputFormat.of(Codec.WAV_16), 44_100, 2, Tags.NONE)) {
      writer.write(AudioBuffer.of(44_100, noise, noise));
    }
    Path vocals = folder.resolve("vocals.wav");
    ReadmeSnippet.separate(song, vocals);
    try (AudioReader reader = AudioReader.open(vocals)) {
      assertThat(reader.format().frames()).isEqualTo(66_151);
      assertThat(reader.format().channels()).isEqualTo(2);
    }
  }

  @Test
  void everyOptionOfSeparateIsNamed() throws Exception {
    String readme = Files.readString(README);
    CommandLine line =
        new CommandLine(new SeparateCommand(Console.ofProcess(), new BundledModels()));
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertThat(readme).contains("`" + option.longestName());
    }
  }
}
