package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.golden.Shared;
import org.scanline.vision.image.ImageStrip;

/** JPEG files as other programs write and read them. */
class JpegTests {
  @TempDir private Path folder;

  private static ImageFormat bytes(int width, int height, int channels) {
    return new ImageFormat(width, height, channels, ImageFormat.Samples.BYTE);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("image.jpg"), content);
  }

  /** What Java's own reader sees. */
  private static ImageStrip others(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Raster raster = image.getRaster();
    float[][] planes = new float[raster.getNumBands()][image.getWidth() * image.getHeight()];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = raster.getSample(i % image.getWidth(), i / image.getWidth(), c) / 255f;
      }
    }
    return ImageStrip.of(image.getWidth(), planes);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "13,1", "1,9", "2,2", "3,17", "37,21", "100,75", "129,64"})
  void everySamplingIsReadAsOthersReadIt(int width, int height) throws IOException {
    int[] samplings = {0x411111, 0x221111, 0x211111, 0x121111, 0x111111};
    for (int channels : new int[] {1, 3}) {
      ImageStrip image = Images.make(bytes(width, height, channels), width);
      for (int sampling : samplings) {
        for (int progressive = 0; progressive < 2; progressive++) {
          byte[] content =
              Images.encoded(
                  ".jpg",
                  image,
                  CvType.CV_8U,
                  Imgcodecs.IMWRITE_JPEG_QUALITY,
                  83,
                  Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                  sampling,
                  Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                  progressive,
                  Imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                  progressive == 0 ? 3 : 0);
          Path file = file(content);
          ImageStrip found = Images.all(file, 5);
          String kind = "%d channels, sampling %x, progressive %d";
          assertThat(Images.difference(found, Images.decoded(file, Imgcodecs.IMREAD_UNCHANGED)))
              .as(kind, channels, sampling, progressive)
              .isLessThan(1e-4);
          if (sampling != 0x121111) { // some builds of Java repeat those rows
            assertThat(Images.difference(found, others(file)))
                .as(kind, channels, sampling, progressive)
                .isLessThan(1e-4);
          }
          try (ImageReader reader = ImageReader.open(file)) {
            assertThat(reader.warnings()).hasSize(progressive);
          }
        }
      }
    }
  }

  @Test
  void photographsAreReadAsOthersReadThem() throws IOException {
    Path file = Shared.file("data/images/hubble_deep_field.jpg");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(file), file + " is not there");
    assertThat(Images.difference(Images.all(file, 100), others(file))).isLessThan(1e-4);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2})
  void fourInksBecomeColours(int transform) throws IOException {
    WritableRaster inks = Raster.createInterleavedRaster(0, 41, 30, 4, null);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 41; x++) {
        inks.setPixel(x, y, new int[] {x * 6, 255 - y * 8, (x + y) * 3, 255 - 2 * x});
      }
    }
    javax.imageio.ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(inks, null, null), null);
    }
    writer.dispose();
    byte[] plain = bytes.toByteArray();
    ByteArrayOutputStream adobe = new ByteArrayOutputStream();
    adobe.write(plain, 0, 2);
    if (transform >= 0) {
      adobe.writeBytes(new byte[] {-1, (byte) 0xEE, 0, 14});
      adobe.writeBytes("Adobe".getBytes(StandardCharsets.US_ASCII));
      adobe.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
    }
    adobe.write(plain, 2, plain.length - 2);
    Path file = file(adobe.toByteArray());
    ImageStrip image = Images.all(file, 7);
    assertThat(image.channels()).isEqualTo(3);
    if (transform < 0) { // ink as it is: where there is none, there is paper
      float paper = (255 - 0) / 255f * (1 - (255 - 2 * 40) / 255f);
      assertThat(image.plane(0)[0]).isLessThan(0.05f);
      assertThat(image.plane(0)[40]).isBetween(0f, paper);
    } else {
      ImageStrip expected = Images.decoded(file, Imgcodecs.IMREAD_COLOR);
      assertThat(Images.difference(image, expected)).isLessThan(4);
    }
    try (ImageReader reader = ImageReader.open(file)) {
      assertThat(reader.warnings()).anyMatch(w -> w.startsWith("CMYK without a usable profile"));
    }
  }

  @Test
  void tagsComeBack() throws IOException {
    byte[] profile = new byte[150_000]; // three parts
    new Random(3).nextBytes(profile);
    byte[] exif = OrientationTests.exif(1);
    ImageTags tags = new ImageTags(profile, exif, new double[] {11_811, 5905});
    ImageStrip image = Images.make(bytes(40, 30, 3), 1);
    Path file = folder.resolve("tags.jpg");
    Images.write(
        ImageWriter.create(file, ImageFileType.JPEG, bytes(40, 30, 3), tags, WriteOptions.DEFAULT),
        image,
        7);
    try (ImageReader reader = ImageReader.open(file)) {
      assertThat(reader.tags().profile()).isEqualTo(profile);
      assertThat(reader.tags().exif()).isEqualTo(exif);
      double[] resolution = Objects.requireNonNull(reader.tags().pixelsPerMetre());
      assertThat(resolution[0]).isBetween(11_810.0, 11_812.0);
      assertThat(resolution[1]).isBetween(5905.0, 5906.0);
      assertThat(reader.type()).isEqualTo(ImageFileType.JPEG);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,3", "1,9,1", "23,1,3", "37,21,3", "64,48,1", "100,75,3"})
  void othersReadWhatIsWritten(int width, int height, int channels) throws IOException {
    ImageFormat format = bytes(width, height, channels);
    ImageStrip image = Images.make(format, 5);
    double before = 0;
    for (int quality : new int[] {30, 89, 90, 100}) {
      Path file = folder.resolve("written.jpg");
      Images.write(
          ImageWriter.create(
              file,
              ImageFileType.JPEG,
              format,
              ImageTags.NONE,
              WriteOptions.DEFAULT.withQuality(quality)),
          image,
          5);
      ImageStrip seen = others(file);
      assertThat(Images.difference(Images.all(file, 4), seen)).isLessThan(1e-4);
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < seen.plane(c).length; i++) {
          double d = 255 * (seen.plane(c)[i] - image.plane(c)[i]);
          mean += d * d / seen.plane(c).length / channels;
        }
      }
      if (quality == 100) {
        assertThat(mean).as("mean square").isLessThan(2);
      }
      assertThat(mean).as("quality %d", quality).isLessThan(quality == 30 ? 1500 : before + 2);
      before = mean;
    }
  }

  @Test
  void aCutGivesTheRowsBeforeIt() throws IOException {
    ImageStrip image = Images.make(bytes(40, 50, 3), 9);
    Path file = folder.resolve("whole.jpg");
    Images.write(
        ImageWriter.create(
            file, ImageFileType.JPEG, bytes(40, 50, 3), ImageTags.NONE, WriteOptions.DEFAULT),
        image,
        50);
    ImageStrip whole = Images.all(file, 50);
    byte[] content = Files.readAllBytes(file);
    for (int length = 0; length < content.length - 2; length += 7) {
      Path cut = file(Arrays.copyOf(content, length));
      int rows = 0;
      String message = "";
      try (ImageReader reader = ImageReader.open(cut)) {
        for (ImageStrip s = reader.read(3); !s.isEmpty(); s = reader.read(3)) {
          assertThat(s.plane(1))
              .isEqualTo(Arrays.copyOfRange(whole.plane(1), rows * 40, (rows + s.rows()) * 40));
          rows += s.rows();
        }
      } catch (ImageFileException e) {
        message = e.getMessage();
      }
      assertThat(message).as("%d of %d bytes", length, content.length).matches("[^\\n]+");
      assertThat(rows).isLessThan(50);
      if (length > content.length * 3 / 4) {
        assertThat(rows).isGreaterThanOrEqualTo(24);
      }
    }
  }

  @Test
  void randomDamageNeverEscapesAsAnotherException() throws IOException {
    Random random = new Random(11);
    for (int progressive = 0; progressive < 2; progressive++) {
      byte[] whole =
          Images.encoded(
              ".jpg",
              Images.make(bytes(40, 33, 3), 2),
              CvType.CV_8U,
              Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
              progressive);
      for (int round = 0; round < 400; round++) {
        byte[] damaged = whole.clone();
        for (int i = 0; i <= round % 4; i++) {
          int at = round % 2 == 0 ? random.nextInt(damaged.length) : random.nextInt(640);
          damaged[at] = (byte) random.nextInt();
        }
        Path file = file(damaged);
        try {
          Images.all(file, 8);
        } catch (ImageFileException e) {
          assertThat(e.getMessage()).matches("[^\\n]+");
        }
      }
    }
  }

  @Test
  void whatItCannotHoldIsRefusedInALine() {
    Path file = folder.resolve("no.jpg");
    for (ImageFormat format :
        List.of(
            bytes(65_536, 10, 3),
            bytes(10, 70_000, 1),
            bytes(10, 10, 4),
            new ImageFormat(10, 10, 3, ImageFormat.Samples.SHORT))) {
      assertThatExceptionOfType(ImageFileException.class)
          .isThrownBy(
              () ->
                  ImageWriter.create(
                      file, ImageFileType.JPEG, format, ImageTags.NONE, WriteOptions.DEFAULT))
          .withMessageMatching("JPEG holds [^\\n]+choose [^\\n]+");
    }
    assertThat(file).doesNotExist();
  }
}
