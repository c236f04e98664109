package org.scanline.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.Task;

/** Yardsticks of pictures measure what the literature measured. */
class ImageEvaluationTest {
  @TempDir Path folder;

  private static Path shared(String path) {
    return Path.of("").toAbsolutePath().resolve("../../shared").resolve(path).normalize();
  }

  private static Path drawn(Path file, int width, int rows, boolean colour) throws IOException {
    int type = colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    BufferedImage image = new BufferedImage(width, rows, type);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < width; x++) {
        int level = Math.hypot(x - 30, y - 25) < 18 ? 180 : 70 + x;
        image.getRaster().setSample(x, y, 0, level);
        if (colour) {
          image.getRaster().setSample(x, y, 1, 255 - level);
          image.getRaster().setSample(x, y, 2, 100 + y);
        }
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static ImageEvaluationSettings denoising(Path place, boolean gray, long seed) {
    return new ImageEvaluationSettings(
        List.of(place),
        1,
        List.of(25.0),
        new PicturePreparation(1, 0, gray),
        seed,
        List.of(),
        ImageBaseline.of(Task.DENOISE));
  }

  private static ImageReport run(ImageEvaluationSettings settings) throws IOException {
    try {
      return new ImageEvaluation(settings, line -> {}).run(ComputeDevice.CPU);
    } catch (ModelException e) {
      throw new IllegalStateException("no model is asked for", e);
    }
  }

  @ParameterizedTest
  @CsvSource({"Set5_x4, 28.63", "Set14_x4, 26.22"})
  void bicubicIsAsSharpAsTheLiteratureSays(String set, double published) throws IOException {
    Path place = shared("data/images/" + set);
    Assumptions.assumeTrue(Files.exists(place), set + " is not there: skipped");
    ImageReport report =
        run(
            new ImageEvaluationSettings(
                List.of(place),
                4,
                List.of(),
                PicturePreparation.NONE,
                0,
                List.of(),
                List.of(ImageBaseline.BICUBIC)));
    assertThat(report.failures()).isEmpty();
    assertThat(report.mean("x4", "bicubic (OpenCV)", ImageScore::psnr))
        .isCloseTo(published, within(0.01));
  }

  @Test
  void picturesAreMadeSmallWhereNoSmallOneLiesBesideThem() throws IOException {
    drawn(folder.resolve("odd.png"), 67, 53, true);
    ImageReport report =
        run(
            new ImageEvaluationSettings(
                List.of(folder),
                2,
                List.of(),
                PicturePreparation.NONE,
                0,
                List.of(),
                ImageBaseline.of(Task.UPSCALE)));
    assertThat(report.failures()).isEmpty();
    assertThat(report.methods()).containsExactly("bicubic (OpenCV)", "bicubic (MATLAB)");
    assertThat(report.scores()).allSatisfy(s -> assertThat(s.psnr()).isBetween(25.0, 60.0));
    assertThat(report.toTable()).contains("x2", "odd", "PSNR", "SSIM");
    assertThat(report.toMarkdown()).contains("|");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, false"})
  void nonLocalMeansTakeNoiseAwayAtTheirBestParameters(boolean colour, boolean gray)
      throws IOException {
    drawn(folder.resolve("disc.png"), 56, 48, colour);
    ImageReport report = run(denoising(folder, gray, 1));
    assertThat(report.failures()).isEmpty();
    assertThat(report.methods()).containsExactly("noisy", "non-local means");
    double noisy = report.mean("sigma 25", "noisy", ImageScore::psnr);
    assertThat(noisy).isCloseTo(20 * Math.log10(255 / 25.0), within(0.7));
    assertThat(report.mean("sigma 25", "non-local means", ImageScore::psnr))
        .isGreaterThan(noisy + 5);
    assertThat(report.notes()).anyMatch(note -> note.contains("best non-local means h="));
    assertThat(report.notes()).anyMatch(note -> note.contains("seed 1"));
  }

  @Test
  void theSeedDecidesAboutTheNoise() throws IOException {
    drawn(folder.resolve("disc.png"), 40, 30, true);
    List<ImageScore> scores = run(noise(1)).scores();
    assertThat(run(noise(1)).scores()).isEqualTo(scores);
    assertThat(run(noise(2)).scores()).isNotEqualTo(scores);
  }

  private ImageEvaluationSettings noise(long seed) {
    return new ImageEvaluationSettings(
        List.of(folder),
        1,
        List.of(25.0),
        PicturePreparation.NONE,
        seed,
        List.of(),
        List.of(ImageBaseline.NOISY));
  }

  @Test
  void picturesAreReducedAndCroppedAroundTheirMiddle() {
    float[] plane = new float[9 * 12];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = i % 12 / 15f; // whole codes
    }
    ImageStrip image = ImageStrip.of(12, plane);
    ImageStrip middle = new PicturePreparation(1, 4, false).apply(image);
    assertThat(middle.width()).isEqualTo(4);
    assertThat(middle.rows()).isEqualTo(4);
    assertThat(middle.plane(0)[0]).isEqualTo(4 / 15f);
    ImageStrip small = new PicturePreparation(2, 100, true).apply(image);
    assertThat(small.width()).isEqualTo(6);
    assertThat(small.rows()).isEqualTo(4);
    assertThat(small.plane(0)[2]).isCloseTo(4.5f / 15, within(1 / 255f));
  }

  @Test
  void reportsSayWhatFailed() throws IOException {
    drawn(folder.resolve("good.png"), 40, 30, false);
    drawn(folder.resolve("thin.png"), 40, 5, false);
    Files.writeString(folder.resolve("text.png"), "no picture");
    ImageReport report = run(denoising(folder, false, 0));
    assertThat(report.pictures()).containsExactly("good");
    assertThat(report.failures())
        .hasSize(2)
        .anyMatch(line -> line.contains("text.png: "))
        .anyMatch(line -> line.contains("thin.png: "));
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.get("scores")).hasSize(2);
    assertThat(json.get("failures")).hasSize(2);
    assertThat(report.toCsv().lines()).hasSize(3);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThatThrownBy(() -> run(denoising(folder.resolve("nowhere"), false, 0)))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> run(denoising(folder, false, 0)))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no pictures");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ImageEvaluationSettings(
                    List.of(folder),
                    2,
                    List.of(25.0),
                    PicturePreparation.NONE,
                    0,
                    List.of(),
                    List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageBaseline.parse(Task.UPSCALE, "nlm"))
        .withMessageContaining("bicubic, matlab");
  }
}
