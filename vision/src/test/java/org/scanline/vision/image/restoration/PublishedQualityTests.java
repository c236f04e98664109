package org.scanline.vision.image.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Parameters;
import org.scanline.vision.golden.Shared;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.net.Dvmsr;
import org.scanline.vision.image.net.Picture;

/** The published checkpoint reaches the published figures on the published pictures. */
class PublishedQualityTests {
  private static final int BORDER = 4;

  @ParameterizedTest
  @CsvSource({"Set5_x4, 32.18", "Set14_x4, 28.61"})
  void dvmsrReachesItsPublishedSharpness(String set, double published) throws IOException {
    Path folder = Shared.file("data/images/" + set);
    Path weights = Shared.file("weights/sr-x4-mit/team07_DVMSR.pth");
    Assumptions.assumeTrue(
        Files.exists(folder) && Files.exists(weights), set + " is not there: skipped");
    try (NDManager manager = NDManager.newBaseManager();
        Stream<Path> files = Files.list(folder)) {
      Dvmsr net = new Dvmsr(Dvmsr.Config.published());
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      Parameters.load(net, Checkpoint.read(weights).tensors());
      double sum = 0;
      int count = 0;
      for (Path low : files.filter(f -> f.toString().endsWith("_LR.png")).sorted().toList()) {
        ImageStrip in = coloured(whole(low));
        ImageStrip out;
        try (RowStream stream = new RowStream(net, manager, new Picture(in.width(), in.rows()))) {
          out = ImageStrip.stack(List.of(stream.push(in), stream.finish()));
        }
        ImageStrip high = coloured(whole(Path.of(low.toString().replace("_LR", "_HR"))));
        sum += sharpness(high, out);
        count++;
      }
      assertThat(sum / count).isEqualTo(published, within(0.02));
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

  private static ImageStrip coloured(ImageStrip image) {
    int last = image.channels() - 1;
    return ImageStrip.of(
        image.width(),
        image.plane(0),
        image.plane(Math.min(1, last)),
        image.plane(Math.min(2, last)));
  }

  /** PSNR of the luma (BT.601) of 8-bit images without their border, dB. */
  private static double sharpness(ImageStrip high, ImageStrip out) {
    double sum = 0;
    long count = 0;
    for (int y = BORDER; y < high.rows() - BORDER; y++) {
      for (int x = BORDER; x < high.width() - BORDER; x++) {
        double difference = luma(high, y * high.width() + x) - luma(out, y * out.width() + x);
        sum += difference * difference;
        count++;
      }
    }
    return 10 * Math.log10(255.0 * 255 * count / sum);
  }

  private static double luma(ImageStrip image, int at) {
    double[] codes = new double[3];
    for (int c = 0; c < 3; c++) {
      codes[c] = Math.round(255 * Math.max(0, Math.min(1, image.plane(c)[at])));
    }
    return 16 + (65.481 * codes[0] + 128.553 * codes[1] + 24.966 * codes[2]) / 255;
  }
}
