package org.scanline.datasets.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.ScanRestorer;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Speeds and seams of a small net. */
class ImageBenchmarkTest {
  private static final FormulaPicture PICTURE = new FormulaPicture(36, 100, 3, 25, 1);

  @TempDir Path folder;

  @Test
  void aRunHasFiguresAndTheyAreTheSameAfterJson() throws Exception {
    ScanRestorer.Config config = new ScanRestorer.Config(8, 4, 1, 2, 1, false);
    try (ImageRestorer restorer = RandomNet.load(folder, config)) {
      List<ImageStrip> results = new ArrayList<>();
      ImageSpeed speed = ImageBenchmark.run(restorer, PICTURE, 2, 2, results::add);
      ImageStrip result = ImageStrip.stack(results);
      assertThat(result.rows()).isEqualTo(200);
      assertThat(speed.scale()).isEqualTo(2);
      assertThat(speed.lookahead()).isEqualTo(5);
      assertThat(speed.megapixelsPerSecond()).isPositive();
      assertThat(speed.lateRow()).isPositive();
      ImageReport report = ImageReport.here(2, List.of(speed));
      assertThat(ImageReport.fromJson(report.toJson())).isEqualTo(report);
      assertThat(report.toTable()).contains("2 threads", "MP/s", "random", "36 x 100 x 3, x2");
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> ImageBenchmark.run(restorer, PICTURE, 1, 0, strip -> {}));

      Path file = folder.resolve("pair.safetensors");
      new ImagePair(PICTURE.rows(0, 100), result, 0).write(file);
      Map<String, Tensor> tensors = Safetensors.read(file);
      assertThat(tensors.keySet()).containsExactlyInAnyOrder("picture", "result", "sigma");
      Tensor saved = tensors.get("result");
      assertThat(saved).isNotNull();
      assertThat(saved == null ? new long[0] : saved.shape()).containsExactly(3, 200, 72);
    }
  }

  @Test
  void aStreamedPictureHasNoSeamsAndTilesHave() throws Exception {
    ScanRestorer.Config config = new ScanRestorer.Config(8, 4, 2, 1, 2, true);
    FormulaPicture picture = new FormulaPicture(75, 58, 3, 10, 7);
    try (ImageRestorer restorer = RandomNet.load(folder, config)) {
      ImageSeams seams = new ImageSeams(restorer, picture.rows(0, 58), 10);
      for (int rows : new int[] {1, 7, 16}) {
        ImageSeam streamed = seams.streamed(rows);
        assertThat(streamed.mostAtBorders()).isZero();
        assertThat(streamed.mostElsewhere()).isZero();
        assertThat(streamed.stepAtBorders()).isZero();
      }
      ImageSeam one = seams.tiled(80, 0); // a single tile is the whole picture
      assertThat(one.mostElsewhere()).isZero();
      assertThat(one.work()).isEqualTo(1);
      ImageSeam bare = seams.tiled(16, 0);
      assertThat(bare.atBorders()).isGreaterThan(bare.elsewhere()).isGreaterThan(0.01);
      assertThat(bare.stepAtBorders()).isGreaterThan(bare.stepElsewhere());
      ImageSeam wide = seams.tiled(16, 8);
      assertThat(wide.work()).isGreaterThan(2);
      assertThat(wide.atBorders()).isBetween(0.0, bare.atBorders());
      assertThat(ImageSeam.table(List.of(bare, wide), true))
          .contains("| tiles of 16, overlap 0 | 1.00 |", "| tiles of 16, overlap 8 |");
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> seams.tiled(0, 0));
    }
  }
}
