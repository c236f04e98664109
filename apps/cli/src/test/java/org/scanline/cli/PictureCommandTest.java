package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.jobs.NameTemplate;
import org.scanline.vision.image.file.ImageFileType;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The commands for pictures: what they refuse, and where results go. */
class PictureCommandTest {
  @TempDir Path folder;

  private record Said(int status, String out, String err) {}

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

  private Path picture(String name) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  @Test
  void mistakesAreOneLineAndAHint() throws Exception {
    String a = picture("a.png").toString();
    String b = picture("b.png").toString();
    for (List<String> wrong :
        List.of(
            List.of("upscale"),
            List.of("upscale", a, "-s", "3"),
            List.of("upscale", a, "--sigma", "3"),
            List.of("upscale", a, "--format", "gif"),
            List.of("upscale", a, "--format", "jp2"),
            List.of("upscale", a, "--quality", "0"),
            List.of("upscale", a, "--direction", "up"),
            List.of("upscale", a, "--threads", "0"),
            List.of("upscale", a, "--name", "{stem}.{ext}"),
            List.of("upscale", a, "-o", "../{track}"),
            List.of("upscale", a, b, "-o", folder.resolve("one.png").toString()),
            List.of("upscale", a, "-o", folder.resolve("x.png").toString(), "--format", "tiff"),
            List.of("denoise", a, "--sigma", "51"),
            List.of("denoise", a, "--sigma", "-1"),
            List.of("denoise", a, "--sigma", "some"),
            List.of("denoise", a, "-q", "-v"))) {
      Said said = say(wrong.toArray(new String[0]));
      assertThat(said.status()).as(wrong + ": " + said.err()).isEqualTo(2);
      assertThat(said.err()).contains("scanline: ", "Try 'scanline");
      assertThat(said.out()).isEmpty();
    }
  }

  @Test
  void aModelThatIsNotThereIsExitFive() throws Exception {
    String a = picture("a.png").toString();
    Path text = Files.writeString(folder.resolve("net.pth"), "no weights");
    for (String model : List.of("no-such-model", "nothing/here.pth", text.toString())) {
      Said said = say("upscale", a, "-m", model, "-o", folder.resolve("out").toString());
      assertThat(said.status()).as(said.err()).isEqualTo(5);
      assertThat(said.err().lines()).hasSize(1);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @Test
  void theOutputIsAFolderAPatternOrTheFileOfOnePicture() {
    List<Path> one = List.of(Path.of("a.png"));
    PictureTarget plain = target("out", one);
    assertThat(plain.folder()).isEqualTo(Path.of("out"));
    assertThat(plain.names()).isEqualTo(new NameTemplate("{name}.{ext}"));
    assertThat(plain.type()).isNull();
    PictureTarget pattern = target("out/large/{name}-x2.{ext}", one);
    assertThat(pattern.folder()).isEqualTo(Path.of("out/large"));
    assertThat(pattern.names()).isEqualTo(new NameTemplate("{name}-x2.{ext}"));
    assertThat(target("{name}.{ext}", one).folder()).isEqualTo(Path.of("."));
    PictureTarget file = target("out/big.jpeg", one);
    assertThat(file.folder()).isEqualTo(Path.of("out"));
    assertThat(file.names()).isEqualTo(new NameTemplate("big.{ext}"));
    assertThat(file.type()).isNotNull();
    assertThat(file.type() == null ? null : file.type().type()).isEqualTo(ImageFileType.JPEG);
    assertThat(file.type() == null ? null : file.type().extension()).isEqualTo("jpeg");
  }

  private static PictureTarget target(String output, List<Path> inputs) {
    OutputOptions options = new OutputOptions(output, "{name}.{ext}");
    return PictureTarget.of(options, null, inputs);
  }

  @Test
  void everyOptionIsNamedInTheReadme() throws Exception {
    String readme = Files.readString(Path.of("..", "..", "README.md"));
    List<OptionSpec> options = new ArrayList<>();
    Console console = Console.ofProcess();
    options.addAll(new CommandLine(new UpscaleCommand(console)).getCommandSpec().options());
    options.addAll(new CommandLine(new DenoiseCommand(console)).getCommandSpec().options());
    for (OptionSpec option : options) {
      assertThat(readme).contains("`" + option.longestName());
    }
  }
}
