package org.scanline.vision.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.vision.golden.Shared;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageReader;

/** Noise is found as strong as it was put in. */
class NoiseLevelTests {
  private static final System.Logger LOG = System.getLogger(NoiseLevelTests.class.getName());

  private static ImageStrip noisy(ImageStrip image, double sigma, boolean codes) {
    Random random = new Random(7);
    float[][] planes = new float[image.channels()][image.plane(0).length];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = (float) (image.plane(c)[i] + sigma / 255 * random.nextGaussian());
      }
    }
    ImageStrip noisy = ImageStrip.of(image.width(), planes);
    return codes ? Luma.codes(noisy) : noisy;
  }

  /** Edges, slopes and even parts without any noise. */
  private static ImageStrip drawn(int width, int rows) {
    float[] plane = new float[width * rows];
    for (int i = 0; i < plane.length; i++) {
      int x = i % width;
      int y = i / width;
      boolean disc = Math.hypot(x - 60, y - 50) < 35;
      plane[i] = disc ? 0.8f : x > width / 2 ? 0.2f + y / (2f * rows) : 0.4f;
    }
    return ImageStrip.of(width, plane);
  }

  @Test
  void drawnPicturesHaveNone() {
    assertThat(NoiseLevel.of(drawn(201, 143))[0]).isLessThan(0.06);
    assertThat(NoiseLevel.of(Luma.codes(drawn(201, 143)))[0]).isLessThan(0.5);
    assertThat(NoiseLevel.of(ImageStrip.of(64, new float[64 * 64]))[0]).isZero();
    assertThat(NoiseLevel.of(ImageStrip.of(9, new float[9]))[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 5, 15, 25, 50})
  void noiseOnDrawnPicturesIsFound(double sigma) {
    double found = NoiseLevel.of(noisy(drawn(201, 143), sigma, false))[0];
    assertThat(found).isCloseTo(sigma, within(0.05 * sigma));
  }

  @Test
  void cutsDoNotMatter() {
    ImageStrip image = noisy(drawn(77, 93), 12, true);
    double whole = NoiseLevel.of(image)[0];
    NoiseLevel level = new NoiseLevel(77, 1);
    long seed = Long.getLong("scanline.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int at = 0; at < 93; ) {
      int to = Math.min(93, at + random.nextInt(20));
      level.add(image.slice(at, to));
      level.sigmas();
      at = to;
    }
    assertThat(level.sigmas()[0]).as("-Dscanline.seed=%d", seed).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 15, 25, 50})
  void noiseOnPhotographsIsFound(double sigma) throws IOException {
    List<String> lines = new ArrayList<>();
    double worst = 0;
    for (Path file : photographs()) {
      ImageStrip image = whole(file);
      double[] own = NoiseLevel.of(image);
      double[] found = NoiseLevel.of(noisy(image, sigma, true));
      for (int c = 0; c < own.length; c++) {
        double error = found[c] / Math.hypot(sigma, own[c]) - 1;
        worst = Math.max(worst, Math.abs(error));
        lines.add(
            "%s/%d own %.2f found %.2f %+.1f %%"
                .formatted(file.getFileName(), c, own[c], found[c], 100 * error));
      }
    }
    LOG.log(
        System.Logger.Level.INFO,
        "sigma {0}: worst {1}\n{2}",
        sigma,
        worst,
        String.join("\n", lines));
    assertThat(worst).as(String.join("\n", lines)).isLessThan(0.06);
  }

  private static List<Path> photographs() {
    List<Path> files = new ArrayList<>();
    for (String name :
        List.of(
            "camera.png",
            "chelsea.png",
            "coffee.png",
            "ihc.png",
            "Set5_x4/img_001_HR.png",
            "Set5_x4/img_003_HR.png")) {
      Path file = Shared.file("data/images/" + name);
      if (Files.exists(file)) {
        files.add(file);
      }
    }
    Assumptions.assumeFalse(files.isEmpty(), "no photographs in ../shared: skipped");
    return files;
  }

  private static ImageStrip whole(Path file) throws IOException {
    List<ImageStrip> strips = new ArrayList<>();
    try (ImageReader reader = ImageReader.open(file)) {
      for (ImageStrip s = reader.read(100); !s.isEmpty(); s = reader.read(100)) {
        strips.add(s);
      }
    }
    return ImageStrip.stack(strips);
  }
}
