package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scanline.vision.image.ImageStrip;

/** PNG files as other programs write and read them. */
class PngTests {
  @TempDir private Path folder;

  static Stream<BufferedImage> images() {
    Random random = new Random(7);
    List<BufferedImage> images = new ArrayList<>();
    for (int[] size : new int[][] {{1, 1}, {13, 1}, {1, 9}, {37, 21}}) {
      int w = size[0];
      int h = size[1];
      for (int type :
          new int[] {
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_BYTE_BINARY
          }) {
        BufferedImage image = new BufferedImage(w, h, type);
        WritableRaster raster = image.getRaster();
        int most = 1 << raster.getSampleModel().getSampleSize(0);
        for (int y = 0; y < h; y++) {
          for (int x = 0; x < w; x++) {
            for (int c = 0; c < raster.getNumBands(); c++) {
              int range = type == BufferedImage.TYPE_BYTE_INDEXED ? 200 : most;
              raster.setSample(x, y, c, random.nextInt(range));
            }
          }
        }
        images.add(image);
      }
    }
    return images.stream();
  }

  private Path written(BufferedImage image, boolean interlaced) throws IOException {
    Path file = folder.resolve("image.png");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    return file;
  }

  private static ImageStrip all(Path file, int rows) throws ImageFileException {
    List<ImageStrip> strips = new ArrayList<>();
    try (ImageReader reader = ImageReader.open(file)) {
      for (ImageStrip s = reader.read(rows); !s.isEmpty(); s = reader.read(rows)) {
        strips.add(s);
      }
      ImageStrip image = ImageStrip.stack(strips);
      assertThat(image.rows()).isEqualTo(reader.format().height());
      return image;
    }
  }

  /** The samples that Java's own reader sees: gray as stored, else red, green, blue, opacity. */
  private static float[] expected(BufferedImage image, int channel) {
    WritableRaster raster = image.getRaster();
    float[] samples = new float[image.getWidth() * image.getHeight()];
    boolean gray = raster.getNumBands() == 1 && image.getColorModel().getNumColorComponents() == 1;
    float white = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 65_535 : 255;
    for (int i = 0; i < samples.length; i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      int rgb = gray ? 0 : image.getRGB(x, y);
      int shift = channel == 3 ? 24 : 16 - 8 * channel;
      samples[i] = gray ? raster.getSample(x, y, 0) / white : (rgb >> shift & 0xFF) / 255f;
    }
    return samples;
  }

  @ParameterizedTest
  @MethodSource("images")
  void readsWhatOthersWrite(BufferedImage image) throws IOException {
    for (boolean interlaced : new boolean[] {false, true}) {
      Path file = written(image, interlaced);
      ImageStrip strip = all(file, 5);
      for (int c = 0; c < strip.channels(); c++) {
        boolean binary = image.getType() == BufferedImage.TYPE_BYTE_BINARY;
        float[] expected = expected(image, c);
        assertThat(strip.plane(c))
            .as("%s interlaced=%s channel %d", image, interlaced, c)
            .usingComparatorWithPrecision(binary ? 0f : 1e-6f)
            .containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void writesWhatItReads(BufferedImage image) throws IOException {
    Path source = written(image, false);
    ImageStrip strip = all(source, 100);
    Path copy = folder.resolve("copy.png");
    double[] resolution = {11_811, 5_905};
    byte[] profile = "not really a profile".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ImageTags tags = new ImageTags(profile, new byte[] {'M', 'M', 0, 42}, resolution);
    ImageFormat format;
    try (ImageReader reader = ImageReader.open(source)) {
      format = reader.format();
    }
    try (PngWriter writer = new PngWriter(Files.newOutputStream(copy), format, tags)) {
      for (int y = 0; y < strip.rows(); y += 4) {
        writer.write(strip.slice(y, Math.min(strip.rows(), y + 4)));
      }
      writer.finish();
    }
    ImageStrip again = all(copy, 3);
    for (int c = 0; c < strip.channels(); c++) {
      assertThat(again.plane(c)).isEqualTo(strip.plane(c));
    }
    try (ImageReader reader = ImageReader.open(copy)) {
      assertThat(reader.format()).isEqualTo(format);
      assertThat(reader.tags().profile()).isEqualTo(profile);
      assertThat(reader.tags().exif()).isEqualTo(tags.exif());
      assertThat(reader.tags().pixelsPerMetre()).isEqualTo(resolution);
    }
    assertThat(ImageIO.read(copy.toFile()).getWidth()).isEqualTo(format.width());
  }

  @Test
  void everyCutIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(written(images().skip(20).findFirst().orElseThrow(), false));
    Path file = folder.resolve("cut.png");
    for (int length = 0; length < whole.length - 12; length++) { // the end mark may be missing
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatExceptionOfType(ImageFileException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> all(file, 7))
          .withMessageMatching("[^\\n]+");
    }
  }

  @Test
  void aHeaderThatPromisesMoreThanTheFileHoldsIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(PngChunks.SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13).putInt(30_000).putInt(30_000).put((byte) 8).put((byte) 2).array();
    CRC32 sum = new CRC32();
    byte[] name = {'I', 'H', 'D', 'R'};
    sum.update(name);
    sum.update(header);
    bytes.write(ByteBuffer.allocate(8).putInt(13).put(name).array());
    bytes.write(header);
    bytes.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    bytes.write(new byte[1000]);
    Path file = Files.write(folder.resolve("promise.png"), bytes.toByteArray());
    assertThatExceptionOfType(ImageFileException.class)
        .isThrownBy(() -> ImageReader.open(file))
        .withMessageContaining("promises 30000 x 30000");
  }

  private static void chunk(ByteArrayOutputStream to, String type, byte[] content) {
    byte[] name = type.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content);
    to.writeBytes(ByteBuffer.allocate(8).putInt(content.length).put(name).array());
    to.writeBytes(content);
    to.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  /** A file of one row. */
  private Path row(int width, int depth, int colour, byte[] row, byte[]... extra)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(PngChunks.SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(1);
    chunk(file, "IHDR", header.put((byte) depth).put((byte) colour).array());
    for (int i = 0; i < extra.length; i++) {
      chunk(file, extra.length == 1 || i == 1 ? "tRNS" : "PLTE", extra[i]);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (java.util.zip.DeflaterOutputStream deflate =
        new java.util.zip.DeflaterOutputStream(packed)) {
      deflate.write(0);
      deflate.write(row);
    }
    chunk(file, "IDAT", packed.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return Files.write(folder.resolve("row.png"), file.toByteArray());
  }

  @Test
  void fewBitsAndTransparentColoursBecomeSamples() throws IOException {
    byte[] row = {(byte) 0b00_01_10_11, (byte) 0b11_00_00_00};
    assertThat(all(row(5, 2, PngHeader.GRAY, row), 1).plane(0))
        .containsExactly(0, 1 / 3f, 2 / 3f, 1, 1);
    assertThat(all(row(3, 4, PngHeader.GRAY, row), 1).plane(0))
        .containsExactly(1 / 15f, 11 / 15f, 12 / 15f);
    assertThat(all(row(9, 1, PngHeader.GRAY, row), 1).plane(0))
        .containsExactly(0, 0, 0, 1, 1, 0, 1, 1, 1);
    ImageStrip transparent = all(row(5, 2, PngHeader.GRAY, row, new byte[] {0, 2}), 1);
    assertThat(transparent.plane(1)).containsExactly(1, 1, 0, 1, 1);
    byte[] palette = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120};
    ImageStrip colours = all(row(5, 2, PngHeader.PALETTE, row, palette, new byte[] {0, 51}), 1);
    assertThat(colours.channels()).isEqualTo(4);
    assertThat(colours.plane(1))
        .containsExactly(20 / 255f, 50 / 255f, 80 / 255f, 110 / 255f, 110 / 255f);
    assertThat(colours.plane(3)).containsExactly(0, 0.2f, 1, 1, 1);
  }
}
