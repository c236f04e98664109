package org.scanline.vision.image.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.photo.Photo;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.golden.Shared;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.OpenCv;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.metric.Luma;
import org.scanline.vision.image.metric.Psnr;

/**
 * The published files reach the published figures on the published pictures: PSNR of the luma in
 * dB, 4 pixels of border left out, 8 bits.
 */
class PublishedQualityTests {
  private static final int BORDER = 4;
  private static final int SIGMA = 25;

  @ParameterizedTest
  @CsvSource({
    "team07_DVMSR, Set5_x4, 32.18",
    "team07_DVMSR, Set14_x4, 28.61",
    "team00_rlfn, Set5_x4, 32.10",
    "team23_safmnpp, Set5_x4, 32.02",
    "team38_span_ch28_slim, Set5_x4, 31.75",
    "team39_spantiny_ch26_slim, Set5_x4, 31.74"
  })
  void enlargesAsWellAsPublished(String model, String set, double published)
      throws IOException, ModelException {
    assertThat(sharpness(model, set)).isEqualTo(published, within(0.02));
  }

  /** The larger set for the other nets, with -Dscanline.published=all. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "scanline.published", matches = "all")
  @CsvSource({
    "team00_rlfn, Set14_x4, 28.60",
    "team23_safmnpp, Set14_x4, 28.58",
    "team38_span_ch28_slim, Set14_x4, 28.41",
    "team39_spantiny_ch26_slim, Set14_x4, 28.34"
  })
  void enlargesTheLargerSetAsWellAsPublished(String model, String set, double published)
      throws IOException, ModelException {
    enlargesAsWellAsPublished(model, set, published);
  }

  private static double sharpness(String model, String set) throws IOException, ModelException {
    Path folder = Shared.file("data/images/" + set);
    Path weights = Shared.file("weights/sr-x4-mit/" + model + ".pth");
    Assumptions.assumeTrue(
        Files.exists(folder) && Files.exists(weights), set + " or " + model + " is not there");
    try (ImageRestorer restorer = ImageRestorer.load(weights, ComputeDevice.CPU);
        Stream<Path> files = Files.list(folder)) {
      double sum = 0;
      int count = 0;
      for (Path low : files.filter(f -> f.toString().endsWith("_LR.png")).sorted().toList()) {
        ImageStrip out = restored(restorer, whole(low), 0);
        ImageStrip high = whole(Path.of(low.toString().replace("_LR", "_HR")));
        sum += Psnr.ofLuma(high, Luma.codes(out), BORDER);
        count++;
      }
      return sum / count;
    }
  }

  private static ImageStrip restored(ImageRestorer restorer, ImageStrip in, double sigma) {
    try (Streaming<ImageStrip, ImageStrip> stream =
        restorer.open(in.width(), in.rows(), in.channels(), sigma)) {
      return ImageStrip.stack(List.of(stream.push(in), stream.finish()));
    }
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

  @Test
  void dnCnnTakesAwayMoreNoiseThanNonLocalMeans() throws IOException, ModelException {
    Path picture = Shared.file("data/images/camera.png");
    Path weights = Shared.file("weights/dncnn/dncnn_25.pth");
    Assumptions.assumeTrue(
        Files.exists(picture) && Files.exists(weights), "camera.png or DnCNN is not there");
    ImageStrip clean = whole(picture);
    ImageStrip noisy = noisy(clean);
    double net;
    try (ImageRestorer restorer = ImageRestorer.load(weights, ComputeDevice.CPU)) {
      assertThat(restorer.task()).isEqualTo(Task.DENOISE);
      net = Psnr.of(clean, Luma.codes(restored(restorer, noisy, SIGMA)), 0);
    }
    double means = 0;
    for (int strength = 20; strength <= 30; strength += 5) {
      means = Math.max(means, Psnr.of(clean, nonLocalMeans(noisy, strength), 0));
    }
    System.getLogger(PublishedQualityTests.class.getName())
        .log(
            System.Logger.Level.INFO,
            "camera.png, sigma 25: noisy %.2f, non-local means %.2f, DnCNN %.2f dB"
                .formatted(Psnr.of(clean, noisy, 0), means, net));
    assertThat(net).isGreaterThan(means + 1);
  }

  private static ImageStrip noisy(ImageStrip clean) {
    Random random = new Random(25);
    float[] plane = clean.plane(0).clone();
    for (int i = 0; i < plane.length; i++) {
      plane[i] += (float) (random.nextGaussian() * SIGMA / 255);
    }
    return ImageStrip.of(clean.width(), plane);
  }

  private static ImageStrip nonLocalMeans(ImageStrip noisy, float strength) {
    OpenCv.load();
    float[] codes = Luma.codes(noisy).plane(0).clone();
    byte[] bytes = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      bytes[i] = (byte) Math.round(255 * codes[i]);
    }
    Mat in = new Mat(noisy.rows(), noisy.width(), CvType.CV_8UC1);
    in.put(0, 0, bytes);
    Mat out = new Mat();
    Photo.fastNlMeansDenoising(in, out, strength, 7, 21);
    out.get(0, 0, bytes);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (bytes[i] & 0xFF) / 255f;
    }
    in.release();
    out.release();
    return ImageStrip.of(noisy.width(), codes);
  }
}
