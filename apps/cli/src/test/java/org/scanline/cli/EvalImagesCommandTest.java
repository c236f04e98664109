package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalImagesCommandTest {
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

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void draw(String name) throws IOException {
    BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 40 * 32; i++) {
      image.getRaster().setSample(i % 40, i / 40, 0, 50 + 3 * (i % 40));
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  @Test
  void picturesAreMeasuredAndFiguresPrinted() throws IOException {
    draw("slope.png");
    String place = folder.toString();
    assertThat(say("eval", "images", "--sigma", "25", "--baselines", "noisy", "--as", "csv", place))
        .as(complained())
        .isZero();
    assertThat(said()).contains("condition,picture,method,psnr_db,ssim", "sigma 25,slope,noisy,2");
    assertThat(complained()).contains("noise of seed 0");
  }

  @Test
  void failuresHaveALineAndAStatus() throws IOException {
    String place = folder.toString();
    assertThat(say("eval", "images", place)).isEqualTo(2);
    assertThat(complained()).contains("enlarged", "denoised");
    assertThat(say("eval", "images", "-s", "2", "--baselines", "nlm", place)).isEqualTo(2);
    assertThat(say("eval", "images", "--sigma", "25", place)).isNotZero();
    assertThat(complained()).contains("holds no pictures");
    Files.writeString(folder.resolve("text.png"), "no picture");
    assertThat(say("eval", "images", "--sigma", "25", "--baselines", "noisy", place)).isEqualTo(4);
    assertThat(complained()).contains("text.png: ");
    draw("slope.png");
    assertThat(say("eval", "images", "--sigma", "25", "--baselines", "noisy", place)).isEqualTo(3);
    assertThat(say("eval", "images", "-s", "2", "-m", "nowhere.pth", place)).isEqualTo(5);
  }
}
