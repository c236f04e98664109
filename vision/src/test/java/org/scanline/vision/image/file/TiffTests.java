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
      ImageFormat format = new ImageFormat(700, 900, channels, samples);
      float[][] planes = new float[channels][700 * 900];
      for (float[] plane : planes) {
        for (int i = 0; i < plane.length; i++) {
          plane[i] =
              samples == ImageFormat.Samples.FLOAT
                  ? random.nextFloat() * 2 - 0.5f
                  : (float) random.nextInt(samples.white() + 1) / samples.white();
        }
      }
      ImageStrip image = ImageStrip.of(700, planes);
      Path file = folder.resolve("written.tif");
      ImageTags tags =
          new ImageTags(
              new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, null, new double[] {11_811, 5905.5});
      try (TiffWriter writer = new TiffWriter(file, format, tags, WriteOptions.DEFAULT, false)) {
        for (int y = 0; y < 900; y += 77) {
          writer.write(image.slice(y, Math.min(900, y + 77)));
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
    try (TiffWriter writer = new TiffWriter(file, huge, ImageTags.NONE, WriteOptions.DEFAULT, false)) {
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(writer::finish);
    }
    assertThatExceptionOfType(ImageFileException.class).isThrownBy(() -> ImageReader.open(file));
  }
}
