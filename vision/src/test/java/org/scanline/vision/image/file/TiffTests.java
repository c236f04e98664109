package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.golden.Shared;
import org.scanline.vision.image.ImageStrip;

/** TIFF files as other programs write and read them. */
class TiffTests {
  @TempDir private Path folder;
  private final Random random = new Random(7);

  private BufferedImage image(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    WritableRaster raster = image.getRaster();
    int most = 1 << raster.getSampleModel().getSampleSize(0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < raster.getNumBands(); c++) {
          raster.setSample(x, y, c, (x * most / width + random.nextInt(most / 2)) % most);
        }
      }
    }
    return image;
  }

  private Path written(BufferedImage image, String compression, boolean tiled) throws IOException {
    Path file = folder.resolve("image.tif");
    javax.imageio.ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (!compression.equals("None")) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
    }
    if (tiled) {
      param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
      param.setTiling(16, 32, 0, 0);
    }
    Files.deleteIfExists(file);
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
    }
    return ImageStrip.stack(strips);
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "LZW", "Deflate", "ZLib", "PackBits"})
  void readsWhatOthersWrite(String compression) throws IOException {
    int[] types = {
      BufferedImage.TYPE_BYTE_GRAY,
      BufferedImage.TYPE_USHORT_GRAY,
      BufferedImage.TYPE_3BYTE_BGR,
      BufferedImage.TYPE_4BYTE_ABGR
    };
    for (int type : types) {
      for (boolean tiled : new boolean[] {false, true}) {
        BufferedImage image = image(type, 83, 71);
        Path file = written(image, compression, tiled);
        ImageStrip strip = all(file, 9);
        WritableRaster raster = image.getRaster();
        float white = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        assertThat(strip.rows()).isEqualTo(71);
        for (int c = 0; c < strip.channels(); c++) {
          float[] expected = new float[83 * 71];
          for (int i = 0; i < expected.length; i++) {
            expected[i] = raster.getSample(i % 83, i / 83, c) / white;
          }
          assertThat(strip.plane(c))
              .as("%s type %d tiled=%s channel %d", compression, type, tiled, c)
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.Samples.class)
  void writesWhatItReads(ImageFormat.Samples samples) throws IOException {
    for (int channels = 1; channels <= 4; channels++) {
      ImageFormat format = new ImageFormat(300, 500, channels, samples);
      float[][] planes = new float[channels][300 * 500];
      for (float[] plane : planes) {
        for (int i = 0; i < plane.length; i++) {
          plane[i] =
              samples == ImageFormat.Samples.FLOAT
                  ? random.nextFloat() * 2 - 0.5f
                  : (float) random.nextInt(samples.white() + 1) / samples.white();
        }
      }
      ImageStrip image = ImageStrip.of(300, planes);
      Path file = folder.resolve("written.tif");
      ImageTags tags =
          new ImageTags(
              new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, null, new double[] {11_811, 5905.5});
      try (TiffWriter writer = new TiffWriter(file, format, tags, WriteOptions.DEFAULT, false)) {
        for (int y = 0; y < 500; y += 77) {
          writer.write(image.slice(y, Math.min(500, y + 77)));
        }
        writer.finish();
      }
      ImageStrip again = all(file, 100);
      for (int c = 0; c < channels; c++) {
        assertThat(again.plane(c)).isEqualTo(planes[c]);
      }
      try (ImageReader reader = ImageReader.open(file)) {
        assertThat(reader.format()).isEqualTo(format);
        assertThat(reader.tags().profile()).isEqualTo(tags.profile());
        assertThat(reader.tags().pixelsPerMetre()).containsExactly(11_811, 5905.5);
      }
    }
  }

  @Test
  void readsAMicroscopesSixteenBits() throws IOException {
    Path file = Shared.file("data/images/chessboard_GRAY_U16.tif");
    Assumptions.assumeTrue(Files.exists(file), file + " is not there: skipped");
    BufferedImage expected = ImageIO.read(file.toFile());
    ImageStrip image = all(file, 10);
    assertThat(image.width()).isEqualTo(expected.getWidth());
    for (int i = 0; i < image.plane(0).length; i++) {
      int sample = expected.getRaster().getSample(i % image.width(), i / image.width(), 0);
      assertThat(image.plane(0)[i]).isEqualTo(sample / 65_535f);
    }
  }

  @Test
  void everyCutIsOneLineOrTheWholeImage() throws IOException {
    BufferedImage image = image(BufferedImage.TYPE_3BYTE_BGR, 20, 10);
    byte[] whole = Files.readAllBytes(written(image, "LZW", false));
    ImageStrip expected = all(folder.resolve("image.tif"), 3);
    Path file = folder.resolve("cut.tif");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      try {
        assertThat(all(file, 3).plane(1)).isEqualTo(expected.plane(1));
      } catch (ImageFileException e) {
        assertThat(e.getMessage()).matches("[^\\n]+");
      }
    }
  }

  @Test
  void randomDamageNeverEscapesAsAnotherException() throws IOException {
    for (String compression : new String[] {"None", "LZW", "Deflate", "PackBits"}) {
      byte[] whole =
          Files.readAllBytes(
              written(image(BufferedImage.TYPE_3BYTE_BGR, 20, 10), compression, true));
      Path file = folder.resolve("damaged.tif");
      for (int round = 0; round < 300; round++) {
        byte[] damaged = whole.clone();
        for (int i = 0; i <= round % 4; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        Files.write(file, damaged);
        try {
          all(file, 4);
        } catch (ImageFileException e) {
          assertThat(e.getMessage()).matches("[^\\n]+");
        }
      }
    }
  }

  @Test
  void moreRowsThanTheBytesCanHoldAreRefused() throws IOException {
    Path file = folder.resolve("promise.tif");
    ImageFormat huge = new ImageFormat(30_000, 30_000, 3, ImageFormat.Samples.BYTE);
    try (TiffWriter writer =
        new TiffWriter(file, huge, ImageTags.NONE, WriteOptions.DEFAULT, false)) {
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(writer::finish);
    }
    assertThatExceptionOfType(ImageFileException.class).isThrownBy(() -> ImageReader.open(file));
  }

  private static ImageFormat format(int width, int height, int channels, ImageFormat.Samples s) {
    return new ImageFormat(width, height, channels, s);
  }

  @ParameterizedTest
  @EnumSource(WriteOptions.Packing.class)
  void othersReadWhatIsWritten(WriteOptions.Packing packing) throws IOException {
    for (ImageFormat.Samples samples : ImageFormat.Samples.values()) {
      for (int channels : new int[] {1, 3, 4}) {
        for (boolean big : new boolean[] {false, true}) {
          for (int[] size : new int[][] {{1, 1}, {1, 300}, {300, 1}, {61, 1300}}) {
            ImageFormat format = format(size[0], size[1], channels, samples);
            ImageStrip image = Images.make(format, 3);
            Path file = folder.resolve("written.tif");
            WriteOptions options = new WriteOptions(95, packing, big);
            Images.write(
                ImageWriter.create(file, ImageFileType.TIFF, format, ImageTags.NONE, options),
                image,
                31);
            assertThat(Files.readAllBytes(file)[2]).isEqualTo((byte) (big ? 43 : 42));
            assertThat(Images.difference(Images.all(file, 50), image)).isZero();
            if (channels == 4 && samples == ImageFormat.Samples.BYTE) {
              continue; // whose colours OpenCV multiplies by the opacity
            }
            ImageStrip others = Images.decoded(file, Imgcodecs.IMREAD_UNCHANGED);
            assertThat(Images.difference(others, image))
                .as("%s %s big=%s", format, packing, big)
                .isLessThan(1e-3);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WriteOptions.Packing.class)
  void aKillAtAnyMomentChangesNothing(WriteOptions.Packing packing) throws IOException {
    ImageFormat format = format(1500, 900, 1, ImageFormat.Samples.SHORT);
    ImageStrip image = Images.make(format, 8);
    WriteOptions options = new WriteOptions(95, packing, packing == WriteOptions.Packing.DEFLATE);
    ImageTags tags = new ImageTags(new byte[77], OrientationTests.exif(1), new double[] {9, 9});
    Path whole = folder.resolve("whole.tif");
    Images.write(ImageWriter.create(whole, ImageFileType.TIFF, format, tags, options), image, 40);
    byte[] expected = Files.readAllBytes(whole);
    Path part = folder.resolve("part.tif");
    int resumed = 0;
    for (int round = 0; round < 9; round++) {
      try (ImageWriter writer =
          ImageWriter.create(part, ImageFileType.TIFF, format, tags, options)) {
        int rows = random.nextInt(901);
        writer.write(image.slice(0, rows)); // and then it is killed
      }
      byte[] left = Files.readAllBytes(part);
      if (round % 3 == 1) { // with half a strip behind, or without its last bytes
        Files.write(part, Arrays.copyOf(left, left.length + random.nextInt(5000)));
      } else if (round % 3 == 2) {
        Files.write(part, Arrays.copyOf(left, Math.max(0, left.length - random.nextInt(90_000))));
      }
      try (ImageWriter writer =
          ImageWriter.resume(part, ImageFileType.TIFF, format, tags, options)) {
        resumed += writer.rows();
        for (int y = writer.rows(); y < 900; y += 33) {
          writer.write(image.slice(y, Math.min(900, y + 33)));
        }
        writer.finish();
      }
      assertThat(Files.readAllBytes(part)).as("round %d", round).isEqualTo(expected);
    }
    assertThat(resumed).isGreaterThan(9 * 100);
  }

  @Test
  void onlyTheSameImageGoesOn() throws IOException {
    ImageFormat format = format(1500, 500, 1, ImageFormat.Samples.SHORT);
    ImageStrip image = Images.make(format, 8);
    Path part = folder.resolve("part.tif");
    for (ImageFormat other :
        List.of(
            format(1500, 501, 1, ImageFormat.Samples.SHORT),
            format(1501, 500, 1, ImageFormat.Samples.SHORT),
            format(1500, 500, 1, ImageFormat.Samples.FLOAT))) {
      try (ImageWriter writer =
          ImageWriter.create(
              part, ImageFileType.TIFF, format, ImageTags.NONE, WriteOptions.DEFAULT)) {
        writer.write(image.slice(0, 400));
      }
      try (ImageWriter writer =
          ImageWriter.resume(
              part, ImageFileType.TIFF, other, ImageTags.NONE, WriteOptions.DEFAULT)) {
        assertThat(writer.rows()).isZero();
      }
    }
  }

  @Test
  void whatExifSaysGoesIntoTiffAndBack() throws IOException {
    Path file = folder.resolve("exif.tif");
    ImageFormat format = format(9, 5, 3, ImageFormat.Samples.BYTE);
    for (boolean big : new boolean[] {false, true}) {
      ImageTags tags = new ImageTags(null, OrientationTests.exif(1), null);
      WriteOptions options = new WriteOptions(95, WriteOptions.Packing.LZW, big);
      Images.write(
          ImageWriter.create(file, ImageFileType.TIFF, format, tags, options),
          Images.make(format, 1),
          5);
      try (ImageReader reader = ImageReader.open(file)) {
        byte[] exif = reader.tags().exif();
        assertThat(exif).isNotNull();
        String text = new String(exif, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("II*").contains("Sca");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jpegInsideIsReadAsOthersReadIt(boolean tiled) throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
      Path file = written(image(type, 83, 71), "JPEG", tiled);
      BufferedImage others = ImageIO.read(file.toFile());
      ImageStrip found = all(file, 9);
      for (int c = 0; c < found.channels(); c++) {
        for (int i = 0; i < 83 * 71; i++) {
          int sample = others.getRaster().getSample(i % 83, i / 83, c);
          assertThat(found.plane(c)[i] * 255)
              .as("pixel %d of channel %d", i, c)
              .isCloseTo(sample, org.assertj.core.data.Offset.offset(1.01f));
        }
      }
    }
  }

  @Test
  void whatIsNoNumberIsBlackAndSaidSo() throws IOException {
    ImageFormat format = format(3, 4, 1, ImageFormat.Samples.FLOAT);
    float[] samples = {0, 1, 2, 3, Float.NaN, 5, Float.POSITIVE_INFINITY, -7, 8, 9, 10, 11};
    Path file = folder.resolve("nan.tif");
    Images.write(
        ImageWriter.create(file, ImageFileType.TIFF, format, ImageTags.NONE, WriteOptions.DEFAULT),
        ImageStrip.of(3, samples),
        4);
    try (ImageReader reader = ImageReader.open(file)) {
      ImageStrip image = Images.all(reader, 2);
      assertThat(image.plane(0)).containsExactly(0, 1, 2, 3, 0, 5, 0, -7, 8, 9, 10, 11);
      assertThat(reader.warnings())
          .containsExactly("holds samples that are no numbers, first in row 1; they are black");
    }
  }

  @Test
  void fourInksBecomeColours() throws IOException {
    ImageStrip inks = Images.make(format(20, 10, 4, ImageFormat.Samples.BYTE), 2);
    Path file = folder.resolve("inks.tif");
    Images.write(
        ImageWriter.create(
            file,
            ImageFileType.TIFF,
            format(20, 10, 4, ImageFormat.Samples.BYTE),
            ImageTags.NONE,
            WriteOptions.DEFAULT),
        inks,
        10);
    byte[] content = Files.readAllBytes(file);
    java.nio.ByteBuffer little =
        java.nio.ByteBuffer.wrap(content).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < little.getShort(8); i++) {
      int at = 10 + 12 * i;
      if (little.getShort(at) == TiffTag.PHOTOMETRIC) {
        little.putShort(at + 8, (short) TiffLayout.INKS);
      }
    }
    Files.write(file, content);
    ImageStrip found = all(file, 3);
    assertThat(found.channels()).isEqualTo(3);
    for (int i = 0; i < 200; i++) {
      float light = (1 - inks.plane(0)[i]) * (1 - inks.plane(3)[i]);
      assertThat(found.plane(0)[i]).isCloseTo(light, org.assertj.core.data.Offset.offset(1 / 250f));
    }
  }

  /** A plain file of one row. */
  private Path row(int width, int bits, int kind, int samples, boolean planar, byte[] row)
      throws IOException {
    TiffEntries entries = new TiffEntries(false);
    entries.numbers(TiffTag.WIDTH, TiffEntries.LONG, width);
    entries.numbers(TiffTag.HEIGHT, TiffEntries.LONG, 1);
    long[] depths = new long[samples];
    Arrays.fill(depths, bits);
    entries.numbers(TiffTag.BITS, TiffEntries.SHORT, depths);
    entries.numbers(TiffTag.PHOTOMETRIC, TiffEntries.SHORT, kind);
    entries.numbers(TiffTag.SAMPLES, TiffEntries.SHORT, samples);
    entries.numbers(TiffTag.PLANAR, TiffEntries.SHORT, planar ? 2 : 1);
    int blocks = planar ? samples : 1;
    long[] places = new long[blocks];
    long[] bytes = new long[blocks];
    for (int b = 0; b < blocks; b++) {
      places[b] = 4096 + (long) b * row.length / blocks;
      bytes[b] = row.length / blocks;
    }
    entries.numbers(TiffTag.STRIP_OFFSETS, TiffEntries.LONG, places);
    entries.numbers(TiffTag.STRIP_BYTES, TiffEntries.LONG, bytes);
    if (kind == TiffLayout.PALETTE) {
      long[] palette = new long[3 << bits];
      for (int i = 0; i < palette.length; i++) {
        palette[i] = 257L * i;
      }
      entries.numbers(TiffTag.PALETTE, TiffEntries.SHORT, palette);
    }
    byte[] file = Arrays.copyOf(TiffEntries.header(false, 8), 4096 + row.length);
    byte[] directory = entries.encoded(8);
    System.arraycopy(directory, 0, file, 8, directory.length);
    System.arraycopy(row, 0, file, 4096, row.length);
    return Files.write(folder.resolve("row.tif"), file);
  }

  @Test
  void fewBitsPalettesAndPlanesBecomeSamples() throws IOException {
    byte[] row = {(byte) 0b00_01_10_11, (byte) 0b11_00_00_00};
    int black = TiffLayout.BLACK_IS_ZERO;
    assertThat(all(row(5, 2, black, 1, false, row), 1).plane(0))
        .containsExactly(0, 1 / 3f, 2 / 3f, 1, 1);
    assertThat(all(row(3, 4, black, 1, false, row), 1).plane(0))
        .containsExactly(1 / 15f, 11 / 15f, 12 / 15f);
    assertThat(all(row(9, 1, TiffLayout.WHITE_IS_ZERO, 1, false, row), 1).plane(0))
        .containsExactly(1, 1, 1, 0, 0, 1, 0, 0, 0);
    ImageStrip palette = all(row(4, 2, TiffLayout.PALETTE, 1, false, row), 1);
    assertThat(palette.plane(2)).containsExactly(8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f);
    byte[] planes = {1, 2, 3, 4, 5, 6};
    ImageStrip colours = all(row(2, 8, TiffLayout.COLOUR, 3, true, planes), 1);
    assertThat(colours.plane(1)).containsExactly(3 / 255f, 4 / 255f);
  }
}
