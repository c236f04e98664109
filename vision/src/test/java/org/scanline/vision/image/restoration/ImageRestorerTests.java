package org.scanline.vision.image.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;

/** Pictures of any channels and sizes through one model; models that are missing or damaged. */
class ImageRestorerTests {
  @TempDir private static Path folder;
  private static ImageRestorer restorer;

  @BeforeAll
  static void load() throws IOException, ModelException {
    restorer = ImageRestorer.load(SmallModel.write(folder), ComputeDevice.CPU);
  }

  @AfterAll
  static void release() {
    restorer.close();
  }

  private static ImageStrip restored(ImageStrip picture, int cut) {
    try (Streaming<ImageStrip, ImageStrip> stream =
        restorer.open(picture.width(), picture.rows(), picture.channels(), 0)) {
      ImageStrip made = ImageStrip.empty(2 * picture.width(), picture.channels());
      for (int at = 0; at < picture.rows(); at += cut) {
        ImageStrip piece = picture.slice(at, Math.min(picture.rows(), at + cut));
        made = ImageStrip.stack(List.of(made, stream.push(piece)));
      }
      return ImageStrip.stack(List.of(made, stream.finish()));
    }
  }

  private static void assertSame(ImageStrip one, ImageStrip other) {
    assertThat(other.rows()).isEqualTo(one.rows());
    for (int c = 0; c < one.channels(); c++) {
      assertThat(other.plane(c)).isEqualTo(one.plane(c));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void cuttingAnywhereDoesNotChangeAPictureOfAnyChannels(int channels) {
    ImageStrip picture = SmallModel.noise(9, 83, channels);
    ImageStrip whole = restored(picture, 83);
    assertThat(whole.rows()).isEqualTo(166);
    assertThat(whole.width()).isEqualTo(18);
    assertThat(whole.channels()).isEqualTo(channels);
    for (int cut : new int[] {1, 4, 16}) {
      assertSame(whole, restored(picture, cut));
    }
  }

  @Test
  void grayIsTheMeanOfThreeEqualColours() {
    ImageStrip gray = SmallModel.noise(7, 11, 1);
    float[] plane = gray.plane(0);
    ImageStrip colour = restored(ImageStrip.of(7, plane, plane, plane), 11);
    float[] mean = restored(gray, 11).plane(0);
    for (int i = 0; i < mean.length; i++) {
      float sum = colour.plane(0)[i] + colour.plane(1)[i] + colour.plane(2)[i];
      assertThat(mean[i]).isEqualTo(sum / 3);
    }
  }

  @Test
  void opacityDoesNotTouchColourThatIsSeenAndHiddenColourIsNotSeen() {
    ImageStrip picture = SmallModel.noise(8, 40, 4);
    float[] opacity = new float[8 * 40];
    Arrays.fill(opacity, 1);
    ImageStrip opaque = withOpacity(picture, opacity);
    ImageStrip colours = ImageStrip.of(8, picture.plane(0), picture.plane(1), picture.plane(2));
    ImageStrip out = restored(opaque, 40);
    assertSame(restored(colours, 40), ImageStrip.of(16, out.plane(0), out.plane(1), out.plane(2)));
    assertThat(out.plane(3)).containsOnly(1f);
    for (int i = 0; i < 8 * 20; i++) {
      opacity[i] = 0; // the upper half
    }
    float[][] other = new float[3][];
    for (int c = 0; c < 3; c++) {
      other[c] = picture.plane(c).clone();
      Arrays.fill(other[c], 0, 8 * 20, 0.123f);
    }
    ImageStrip changed = ImageStrip.of(8, other[0], other[1], other[2], opacity);
    ImageStrip one = restored(withOpacity(picture, opacity), 40);
    ImageStrip two = restored(changed, 7);
    int near = 16 * 2 * (20 - VisibleColour.LOOKAHEAD + 6); // rows that are seen or almost
    for (int c = 0; c < 4; c++) {
      assertThat(Arrays.copyOfRange(two.plane(c), near, 16 * 80))
          .containsExactly(Arrays.copyOfRange(one.plane(c), near, 16 * 80), within(0.05f));
    }
  }

  private static ImageStrip withOpacity(ImageStrip picture, float[] opacity) {
    return ImageStrip.of(
        picture.width(), picture.plane(0), picture.plane(1), picture.plane(2), opacity);
  }

  @Test
  void aSinglePixelAndSingleLinesAreEnlarged() {
    for (int[] size : new int[][] {{1, 1}, {1, 9}, {9, 1}}) {
      ImageStrip out = restored(SmallModel.noise(size[0], size[1], 2), 5);
      assertThat(out.rows()).isEqualTo(2 * size[1]);
      assertThat(out.width()).isEqualTo(2 * size[0]);
    }
  }

  @Test
  void tellsWhatItIs() {
    assertThat(restorer.task()).isEqualTo(Task.UPSCALE);
    assertThat(restorer.scale()).isEqualTo(2);
    assertThat(restorer.lookahead(9, 9)).isEqualTo(5);
    assertThat(restorer.card().licence()).isEqualTo("CC0-1.0");
  }

  @Test
  void rowsAreCounted() {
    try (Streaming<ImageStrip, ImageStrip> stream = restorer.open(3, 2, 1, 0)) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> stream.push(SmallModel.noise(3, 3, 1)))
          .withMessageContaining("more rows");
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(stream::finish);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> stream.push(SmallModel.noise(4, 1, 1)));
    }
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> restorer.open(3, 3, 5, 0));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> restorer.open(3, 3, 3, 51));
  }

  @Test
  void aModelThatIsMissingOrDamagedSaysSoInOneLine(@TempDir Path other) throws IOException {
    assertRefused(Path.of("nowhere.pth"), "nowhere.pth");
    assertRefused(other, "not there");
    SmallModel.write(other);
    Path weights = other.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    assertRefused(other, "damaged");
    Path stray = Files.copy(folder.resolve("model.safetensors"), other.resolve("stray.pt"));
    Files.write(stray, new byte[100]);
    assertRefused(stray, "stray");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(
            () -> ImageRestorer.load(ImageModelSource.bundled("nothing"), ComputeDevice.CPU))
        .withMessageContaining("nothing");
  }

  private static void assertRefused(Path path, String words) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ImageRestorer.load(path, ComputeDevice.CPU))
        .withMessageContaining(words)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }
}
