package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.image.ImageStrip;

/** Images that are stored turned or mirrored, and images read by columns. */
class OrientationTests {
  @TempDir private Path folder;

  /** A block with an orientation, in big-endian order. */
  static byte[] exif(int orientation) {
    ByteBuffer block = ByteBuffer.allocate(26 + 12 + 4);
    block.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 2);
    block
        .putShort((short) 271)
        .putShort((short) 2)
        .putInt(4)
        .put("Sca\0".getBytes(StandardCharsets.ISO_8859_1));
    block.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation);
    return block.array();
  }

  /**
   * Where the pixel of the upright image lies in the stored one, after the table of the standard.
   */
  private static int stored(int o, int x, int y, int width, int height) {
    int right = width - 1;
    int bottom = height - 1;
    return switch (o) {
      case 2 -> right - x + y * width;
      case 3 -> right - x + (bottom - y) * width;
      case 4 -> x + (bottom - y) * width;
      case 5 -> y + x * width;
      case 6 -> y + (bottom - x) * width;
      case 7 -> right - y + (bottom - x) * width;
      case 8 -> right - y + x * width;
      default -> x + y * width;
    };
  }

  private static ImageStrip upright(ImageStrip image, int o) {
    int width = o < 5 ? image.width() : image.rows();
    int height = o < 5 ? image.rows() : image.width();
    float[][] planes = new float[image.channels()][width * height];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        int from = stored(o, i % width, i / width, image.width(), image.rows());
        planes[c][i] = image.plane(c)[from];
      }
    }
    return ImageStrip.of(width, planes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void pngIsTurnedUpright(int orientation) throws IOException {
    ImageFormat format = new ImageFormat(37, 23, 4, ImageFormat.Samples.SHORT);
    ImageStrip image = Images.make(format, 1);
    ImageTags tags = new ImageTags(null, exif(orientation), new double[] {1000, 2000});
    Path file = folder.resolve("turned.png");
    Images.write(
        ImageWriter.create(file, ImageFileType.PNG, format, tags, WriteOptions.DEFAULT), image, 5);
    try (ImageReader reader = ImageReader.open(file)) {
      ImageStrip expected = upright(image, orientation);
      assertThat(reader.format().width()).isEqualTo(expected.width());
      assertThat(Images.difference(Images.all(reader, 4), expected)).isZero();
      assertThat(reader.tags().exif()).isEqualTo(exif(1));
      double[] resolution = reader.tags().pixelsPerMetre();
      assertThat(resolution)
          .containsExactly(orientation < 5 ? 1000 : 2000, orientation < 5 ? 2000 : 1000);
      assertThat(reader.warnings()).hasSize(orientation < 3 ? 0 : 1);
    }
    try (ImageReader reader = ImageReader.open(file).transposed()) {
      ImageStrip expected = upright(upright(image, orientation), 5);
      assertThat(Images.difference(Images.all(reader, 4), expected)).isZero();
      boolean inOrder = orientation == 5 || orientation == 8;
      assertThat(reader.warnings()).as("orientation %d", orientation).hasSize(inOrder ? 0 : 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void jpegIsTurnedAsOthersTurnIt(int orientation) throws IOException {
    ImageStrip image = Images.make(new ImageFormat(45, 31, 3, ImageFormat.Samples.BYTE), 1);
    byte[] plain =
        Images.encoded(
            ".jpg",
            image,
            CvType.CV_8U,
            Imgcodecs.IMWRITE_JPEG_QUALITY,
            98,
            Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
            0x111111);
    byte[] exif = exif(orientation);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, 2);
    bytes.writeBytes(new byte[] {-1, (byte) 0xE1, 0, (byte) (exif.length + 8)});
    bytes.writeBytes("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(exif);
    bytes.write(plain, 2, plain.length - 2);
    Path file = Files.write(folder.resolve("turned.jpg"), bytes.toByteArray());
    ImageStrip others = Images.decoded(file, Imgcodecs.IMREAD_COLOR);
    assertThat(Images.difference(Images.all(file, 6), others)).isLessThan(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void tiffIsTurnedByItsTag(int orientation) throws IOException {
    ImageFormat format = new ImageFormat(37, 23, 1, ImageFormat.Samples.FLOAT);
    ImageStrip image = Images.make(format, 1);
    Path file = folder.resolve("turned.tif");
    ImageTags tags = new ImageTags(null, exif(orientation), null);
    Images.write(
        ImageWriter.create(file, ImageFileType.TIFF, format, tags, WriteOptions.DEFAULT), image, 5);
    assertThat(Images.difference(Images.all(file, 6), image)).isZero(); // written upright
    byte[] content = Files.readAllBytes(file);
    ByteBuffer little = ByteBuffer.wrap(content).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int entries = little.getShort(8);
    for (int i = 0; i < entries; i++) { // the sample format, which is last, stays
      int at = 10 + 12 * i;
      if (little.getShort(at) == 271) { // the maker's place becomes the orientation's
        little.putShort(at, (short) 274).putShort(at + 2, (short) 3).putInt(at + 4, 1);
        little.putInt(at + 8, orientation);
      }
    }
    Files.write(file, content);
    assertThat(Images.difference(Images.all(file, 6), upright(image, orientation))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,50,3", "50,1,1", "64,64,2", "37,101,3", "90,33,4"})
  void columnsComeBackFromADiskOfAnyPieces(int width, int height, int channels) throws IOException {
    for (ImageFormat.Samples samples : ImageFormat.Samples.values()) {
      ImageFormat format = new ImageFormat(width, height, channels, samples);
      ImageStrip image = Images.make(format, 3);
      for (int pieceBytes : new int[] {3000, 20_000, 1 << 20}) {
        for (boolean columns : new boolean[] {false, true}) {
          try (StoredImage stored = new StoredImage(format, columns, pieceBytes)) {
            for (int y = 0; y < height; y++) {
              stored.write(image, y);
            }
            ImageStrip expected = columns ? upright(image, 5) : image;
            float[][] planes = new float[channels][expected.plane(0).length];
            for (int y = expected.rows() - 1; y >= 0; y--) { // in any order
              stored.read(y, planes, y * expected.width());
            }
            ImageStrip found = ImageStrip.of(expected.width(), planes);
            assertThat(Images.difference(found, expected)).isZero();
          }
        }
      }
    }
  }

  @Test
  void anImageWrittenByColumnsIsTheImage() throws IOException {
    ImageFormat format = new ImageFormat(70, 41, 3, ImageFormat.Samples.SHORT);
    ImageStrip image = Images.make(format, 3);
    Path file = folder.resolve("columns.png");
    ImageWriter rows =
        ImageWriter.create(file, ImageFileType.PNG, format, ImageTags.NONE, WriteOptions.DEFAULT);
    ImageWriter columns = rows.transposed();
    assertThat(columns.format()).isEqualTo(format.transposed());
    Images.write(columns, upright(image, 5), 7);
    assertThat(Images.difference(Images.all(file, 9), image)).isZero();
  }
}
