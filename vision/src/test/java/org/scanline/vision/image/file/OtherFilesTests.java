package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFormat.Samples;

/** Portable any maps, and what OpenCV reads and writes. */
class OtherFilesTests {
  @TempDir private Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path written(ImageFileType type, ImageFormat format, ImageTags tags, int quality)
      throws IOException {
    Path file = folder.resolve("written." + type.extensions().get(0));
    Images.write(
        ImageWriter.create(file, type, format, tags, WriteOptions.DEFAULT.withQuality(quality)),
        Images.make(format, 6),
        5);
    return file;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,13", "13,1", "37,21"})
  void mapsComeBackAndOthersReadThem(int width, int height) throws IOException {
    for (Samples samples : new Samples[] {Samples.BYTE, Samples.SHORT}) {
      for (int channels = 1; channels <= 4; channels++) {
        ImageFormat format = new ImageFormat(width, height, channels, samples);
        Path file = written(ImageFileType.PNM, format, ImageTags.NONE, 95);
        ImageStrip image = Images.make(format, 6);
        assertThat(Images.difference(Images.all(file, 4), image)).isZero();
        if (channels % 2 == 1) {
          ImageStrip others = Images.decoded(file, Imgcodecs.IMREAD_UNCHANGED);
          assertThat(Images.difference(others, image)).isZero();
        }
      }
    }
  }

  @Test
  void mapsOfDigitsAndBitsAreRead() throws IOException {
    String ascii = "P2 # made by hand\n# twice\n3\t2\n7\n0 7 1\n 2 3 7";
    ImageStrip gray = Images.all(file("a.pgm", ascii.getBytes(StandardCharsets.US_ASCII)), 1);
    assertThat(gray.plane(0)).containsExactly(0, 1, 1 / 7f, 2 / 7f, 3 / 7f, 1);
    ImageStrip bits =
        Images.all(file("a.pbm", "P1\n3 2\n101 0 1 0".getBytes(StandardCharsets.US_ASCII)), 5);
    assertThat(bits.plane(0)).containsExactly(0, 1, 0, 1, 0, 1);
    byte[] packed = "P4\n9 1\nxy".getBytes(StandardCharsets.US_ASCII);
    packed[7] = (byte) 0b1000_0001;
    packed[8] = (byte) 0b1000_0000;
    assertThat(Images.all(file("b.pbm", packed), 5).plane(0))
        .containsExactly(0, 1, 1, 1, 1, 1, 1, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,1", "13,1", "1,9", "64,48"})
  void losslessWebPComesBackWithOpacityAndTags(String size) throws IOException {
    int width = Integer.parseInt(size.split(",")[0]);
    int height = Integer.parseInt(size.split(",")[1]);
    ImageTags tags = new ImageTags(new byte[333], OrientationTests.exif(1), null);
    for (int channels = 1; channels <= 4; channels++) {
      ImageFormat format = new ImageFormat(width, height, channels, Samples.BYTE);
      Path file = written(ImageFileType.WEBP, format, channels == 3 ? ImageTags.NONE : tags, 100);
      ImageStrip image = Images.make(format, 6);
      try (ImageReader reader = ImageReader.open(file)) {
        ImageStrip found = Images.all(reader, 7);
        assertThat(reader.type()).isEqualTo(ImageFileType.WEBP);
        assertThat(reader.tags().profile()).isEqualTo(channels == 3 ? null : new byte[333]);
        assertThat(reader.tags().exif()).isEqualTo(channels == 3 ? null : tags.exif());
        for (int c = 0; c < channels; c++) {
          int at = channels == 2 && c == 1 ? 3 : c;
          for (int i = 0; i < width * height; i++) {
            boolean seen = channels % 2 == 1 || found.plane(3)[i] > 0 || at == 3;
            assertThat(found.plane(at)[i]).isEqualTo(seen ? image.plane(c)[i] : found.plane(at)[i]);
          }
        }
      }
    }
  }

  @Test
  void webPIsTurnedUprightAndItsQualityCounts() throws IOException {
    ImageFormat format = new ImageFormat(64, 48, 3, Samples.BYTE);
    ImageTags turned = new ImageTags(null, OrientationTests.exif(6), null);
    Path file = written(ImageFileType.WEBP, format, turned, 100);
    try (ImageReader reader = ImageReader.open(file)) {
      assertThat(reader.format().width()).isEqualTo(48);
      assertThat(reader.tags().exif()).isEqualTo(OrientationTests.exif(1));
    }
    long large = Files.size(written(ImageFileType.WEBP, format, ImageTags.NONE, 95));
    assertThat(Files.size(written(ImageFileType.WEBP, format, ImageTags.NONE, 20)))
        .isLessThan(large / 2);
  }

  @Test
  void bitmapsComeBackWithTheirResolution() throws IOException {
    for (int channels : new int[] {1, 3}) {
      ImageFormat format = new ImageFormat(37, 21, channels, Samples.BYTE);
      Path file =
          written(
              ImageFileType.BMP, format, new ImageTags(null, null, new double[] {3000, 4000}), 95);
      ImageStrip image = Images.make(format, 6);
      try (ImageReader reader = ImageReader.open(file)) {
        ImageStrip found = Images.all(reader, 100);
        for (int c = 0; c < channels; c++) {
          assertThat(found.plane(c)).isEqualTo(image.plane(c));
        }
        assertThat(reader.tags().pixelsPerMetre()).containsExactly(3000, 4000);
      }
    }
  }

  @Test
  void sixteenBitsOfJpeg2000AreKept() throws IOException {
    ImageFormat format = new ImageFormat(90, 70, 3, Samples.SHORT);
    ImageStrip image = Images.make(format, 6);
    Path file = file("a.jp2", Images.encoded(".jp2", image, CvType.CV_16U));
    try (ImageReader reader = ImageReader.open(file)) {
      assertThat(reader.format()).isEqualTo(format);
      assertThat(Images.difference(Images.all(reader, 9), image)).isLessThan(60);
    }
  }

  @Test
  void cutsAndDamagesAreOneLine() throws IOException {
    ImageFormat format = new ImageFormat(40, 36, 3, Samples.BYTE);
    ImageStrip image = Images.make(format, 6);
    Random random = new Random(5);
    for (String kind : new String[] {".webp", ".bmp", ".jp2", ".ppm", ".hdr", ".sr"}) {
      int depth = kind.equals(".hdr") ? CvType.CV_32F : CvType.CV_8U;
      byte[] whole = Images.encoded(kind, image, depth);
      for (int round = 0; round < 60; round++) {
        byte[] content = whole.clone();
        boolean cut = round % 2 == 0;
        if (cut) {
          content = Arrays.copyOf(content, random.nextInt(content.length - 2));
        } else {
          content[random.nextInt(Math.min(200, content.length))] = (byte) random.nextInt();
        }
        Path file = file("damaged" + kind, content);
        try {
          Images.all(file, 10);
          assertThat(cut && !kind.equals(".hdr") && !kind.equals(".sr"))
              .as("%s of %d bytes cut to %d", kind, whole.length, content.length)
              .isFalse();
        } catch (ImageFileException e) {
          assertThat(e.getMessage()).matches("[^\\n]+");
        }
      }
    }
  }

  @Test
  void contentDecidesAndWhatIsNoImageIsSaidSo() throws IOException {
    ImageFormat format = new ImageFormat(40, 36, 3, Samples.BYTE);
    ImageStrip image = Images.make(format, 6);
    for (String kind : new String[] {".webp", ".bmp", ".jp2", ".ppm", ".jpg", ".png", ".tiff"}) {
      Path file = file("wrong.txt", Images.encoded(kind, image, CvType.CV_8U));
      try (ImageReader reader = ImageReader.open(file)) {
        assertThat(ImageFileType.of(Path.of("x" + kind))).hasValue(reader.type());
        assertThat(Images.all(reader, 9).width()).isEqualTo(40);
      }
    }
    assertThatExceptionOfType(ImageFileException.class)
        .isThrownBy(() -> ImageReader.open(folder))
        .withMessage("this is a folder; name an image");
    assertThatExceptionOfType(ImageFileException.class)
        .isThrownBy(() -> ImageReader.open(folder.resolve("none.png")))
        .withMessageContaining("no such file");
    assertThatExceptionOfType(ImageFileException.class)
        .isThrownBy(() -> ImageReader.open(file("zero.png", new byte[0])))
        .withMessageContaining("empty");
    for (String text : new String[] {"a", "Photographs of my cat, to be sorted", "P", "BM", "PF"}) {
      assertThatExceptionOfType(ImageFileException.class)
          .as(text)
          .isThrownBy(
              () -> ImageReader.open(file("t.jpg", text.getBytes(StandardCharsets.US_ASCII))))
          .withMessageMatching("[^\\n]+");
    }
  }

  /**
   * Sets big-endian (or little-endian, when at is negative) numbers in a file's first 1,000 bytes.
   */
  private Path promising(String kind, int bytes, int... atAndValue) throws IOException {
    ImageStrip image = Images.make(new ImageFormat(40, 36, 3, Samples.BYTE), 6);
    byte[] content = Arrays.copyOf(Images.encoded(kind, image, CvType.CV_8U), 1000);
    for (int i = 0; i < atAndValue.length; i += 2) {
      int at = Math.abs(atAndValue[i]);
      for (int b = 0; b < bytes; b++) {
        int shift = 8 * (atAndValue[i] < 0 ? b : bytes - 1 - b);
        content[at + b] = (byte) (atAndValue[i + 1] >> shift);
      }
    }
    return file("promise" + kind, content);
  }

  @Test
  void thirtyThousandSquaredInAThousandBytesAreRefusedEverywhere() throws IOException {
    byte[] map = "P6 30000 30000 255\n".getBytes(StandardCharsets.US_ASCII);
    Path ppm = file("promise.ppm", Arrays.copyOf(map, 1000));
    byte[] jpeg =
        Images.encoded(
            ".jpg", Images.make(new ImageFormat(40, 36, 3, Samples.BYTE), 6), CvType.CV_8U);
    int frame = 0;
    while (jpeg[frame] != -1 || (jpeg[frame + 1] & 0xFF) != 0xC0) {
      frame++;
    }
    Path bmp = promising(".bmp", 4, -18, 30_000, -22, 30_000);
    Path jp2 = promising(".jp2", 4, 85 + 8, 30_000, 85 + 12, 30_000);
    byte[] stream = Files.readAllBytes(jp2);
    int start = 0;
    while (stream[start] != -1 || stream[start + 1] != 0x4F) {
      start++;
    }
    jp2 = promising(".jp2", 4, start + 8, 30_000, start + 12, 30_000);
    Path jpg = promising(".jpg", 2, frame + 5, 30_000, frame + 7, 30_000);
    for (Path each : new Path[] {ppm, bmp, jp2, jpg}) {
      long before = System.nanoTime();
      assertThatExceptionOfType(ImageFileException.class)
          .as(each.toString())
          .isThrownBy(() -> ImageReader.open(each))
          .withMessageMatching("(promises 30000 x 30000|cut off)[^\\n]+");
      assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }
  }
}
