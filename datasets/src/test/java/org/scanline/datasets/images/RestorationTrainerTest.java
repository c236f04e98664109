package org.scanline.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.datasets.training.RateSchedule;
import org.scanline.vision.image.net.ScanRestorer;

class RestorationTrainerTest {
  private static final ScanRestorer.Config ENLARGING =
      new ScanRestorer.Config(8, 4, 1, 2, 1, false);
  private static final ScanRestorer.Config DENOISING = new ScanRestorer.Config(8, 4, 1, 1, 2, true);

  @TempDir private Path folder;

  private Path photographs() throws IOException {
    Path photographs = Files.createDirectories(folder.resolve("photographs"));
    BufferedImage image = new BufferedImage(231, 205, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int edge = (x * x / 90 + y * y / 120) % 40 < 20 ? 200 : 40;
        image.setRGB(x, y, edge << 16 | (x & 255) << 8 | (y & 255));
      }
    }
    ImageIO.write(image, "png", photographs.resolve("rings.png").toFile());
    return photographs;
  }

  private RestorationSettings settings(ScanRestorer.Config net, String run, int steps)
      throws IOException {
    Path photographs = photographs();
    return new RestorationSettings(
        net,
        photographs,
        photographs,
        folder.resolve(run),
        null,
        new RateSchedule(2e-3, 5, steps),
        steps / 2,
        1e9,
        4,
        16,
        1,
        20);
  }

  private float[] trained(ScanRestorer.Config net, String run, int stopAfter, int steps)
      throws IOException {
    int[] made = {0};
    new RestorationTrainer(settings(net, run, steps), () -> made[0]++ >= stopAfter, line -> {})
        .run();
    return Safetensors.read(folder.resolve(run).resolve("weights.safetensors"))
        .values()
        .iterator()
        .next()
        .toFloatArray();
  }

  @Test
  void anInterruptedRunGoesOnWhereItWas() throws IOException {
    float[] whole = trained(DENOISING, "whole", 8, 8);
    trained(DENOISING, "cut", 3, 8);
    float[] resumed = trained(DENOISING, "cut", 100, 8);
    for (int i = 0; i < whole.length; i++) {
      assertThat(resumed[i]).isCloseTo(whole[i], offset(1e-6f)); // a step moves it by 1e-3
    }
  }

  @Test
  void trainingBeatsRepeatedPixels() throws IOException {
    List<String> lines = new ArrayList<>();
    new RestorationTrainer(settings(ENLARGING, "run", 60), () -> false, lines::add).run();
    List<String> log = Files.readAllLines(folder.resolve("run").resolve("log.csv"));
    double first = psnr(log.get(1));
    double last = psnr(log.get(log.size() - 1));
    assertThat(last).as("%s", log).isGreaterThan(first + 0.5);
    assertThat(lines.get(0)).contains("seed 1").contains("1 photographs");
  }

  private static double psnr(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  @Test
  void smallPiecesAreTheLargeOnesMadeSmall() throws IOException {
    Photographs photographs = Photographs.read(photographs(), 2, 32);
    SplittableRandom random = new SplittableRandom(20261123);
    float[] small = new float[3 * 16 * 16];
    float[] large = new float[3 * 32 * 32];
    for (int i = 0; i < 20; i++) {
      photographs.draw(random, 16, small, 0, large, 0);
      double sum = 0;
      for (int k = 0; k < small.length; k++) {
        int at = k / 256 * 1024 + k % 256 / 16 * 64 + k % 16 * 2;
        double mean = (large[at] + large[at + 1] + large[at + 32] + large[at + 33]) / 4.0;
        sum += Math.abs(mean - small[k]);
      }
      assertThat(sum / small.length).as("piece %d", i).isLessThan(0.05);
    }
  }

  @Test
  void whatCannotBeLearnedFromIsNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Photographs.read(empty, 2, 32))
        .withMessageContaining("32 x 32");
    Files.writeString(empty.resolve("notes.txt"), "no picture");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Photographs.read(empty, 2, 32))
        .withMessageContaining("notes.txt is no picture");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RestorationSettings(
                    DENOISING,
                    empty,
                    empty,
                    empty,
                    null,
                    new RateSchedule(1e-3, 1, 1),
                    1,
                    1,
                    1,
                    17,
                    1,
                    1))
        .withMessageContaining("side=17");
  }
}
