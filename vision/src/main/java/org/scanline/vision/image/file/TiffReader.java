package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;

/**
 * Reads the first image of TIFF and BigTIFF: strips and tiles; unpacked, LZW, Deflate, PackBits and
 * JPEG; 1 to 16 bits and single precision; predicted or not; samples together or apart.
 */
final class TiffReader extends ImageReader {
  private static final double METRES_PER_INCH = 0.0254;

  private final FileChannel file;
  private final TiffLayout layout;
  private final ImageFormat format;
  private final ImageTags tags;
  private final byte @Nullable [] tables;
  private final double[] samples;
  private @Nullable TiffBlocks blocks;
  private int at;

  TiffReader(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
    boolean done = false;
    try {
      TiffDirectory directory = new TiffDirectory(file);
      layout = TiffLayout.of(directory, file.size());
      format = described();
      tables = directory.bytes(TiffTag.JPEG_TABLES);
      tags = tags(directory);
      samples = new double[Math.multiplyExact(layout.width(), layout.samples())];
      done = true;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private ImageFormat described() {
    int colours =
        switch (layout.photometric()) {
          case TiffLayout.WHITE_IS_ZERO, TiffLayout.BLACK_IS_ZERO -> 1;
          default -> 3;
        };
    boolean opacity = layout.photometric() != TiffLayout.PALETTE && layout.samples() > colours;
    ImageFormat.Samples kind =
        layout.floats()
            ? ImageFormat.Samples.FLOAT
            : layout.bits() == 16 ? ImageFormat.Samples.SHORT : ImageFormat.Samples.BYTE;
    return new ImageFormat(layout.width(), layout.height(), colours + (opacity ? 1 : 0), kind);
  }

  private static ImageTags tags(TiffDirectory directory) throws IOException {
    double across = directory.fraction(TiffTag.RESOLUTION_ACROSS);
    double down = directory.fraction(TiffTag.RESOLUTION_DOWN);
    long unit = directory.number(TiffTag.RESOLUTION_UNIT, 2);
    double perMetre = unit == 3 ? 100 : 1 / METRES_PER_INCH;
    boolean said = across > 0 && down > 0 && unit != 1 && across < 1e9 && down < 1e9;
    return new ImageTags(
        directory.bytes(TiffTag.PROFILE),
        null,
        said ? new double[] {across * perMetre, down * perMetre} : null);
  }

  @Override
  public ImageFormat format() {
    return format;
  }

  @Override
  public ImageTags tags() {
    return tags;
  }

  @Override
  public ImageStrip read(int maxRows) throws ImageFileException {
    int count = Math.min(maxRows, format.height() - at);
    float[][] planes = new float[format.channels()][Math.multiplyExact(count, format.width())];
    try {
      for (int y = 0; y < count; y++) {
        if (at % layout.blockHeight() == 0) {
          closeBlocks();
          blocks = new TiffBlocks(file, layout, tables, at / layout.blockHeight());
        }
        if (blocks != null) {
          blocks.next(samples);
        }
        fill(planes, y * format.width());
        at++;
      }
    } catch (IOException e) {
      throw ImageFileException.reading(e);
    }
    return ImageStrip.of(format.width(), planes);
  }

  private void fill(float[][] planes, int to) {
    double white = layout.floats() ? 1 : (1L << layout.bits()) - 1;
    int each = layout.samples();
    for (int x = 0; x < layout.width(); x++) {
      int from = x * each;
      switch (layout.photometric()) {
        case TiffLayout.PALETTE -> lookUp((int) samples[from], planes, to + x);
        case TiffLayout.LUMA_CHROMA -> colour(from, planes, to + x);
        default -> {
          for (int c = 0; c < each; c++) {
            planes[c][to + x] = (float) (samples[from + c] / white);
          }
          if (layout.photometric() == TiffLayout.WHITE_IS_ZERO) {
            planes[0][to + x] = 1 - planes[0][to + x];
          }
        }
      }
      if (layout.extra() == 1 && format.channels() % 2 == 0) {
        divide(planes, to + x);
      }
    }
  }

  private void lookUp(int colour, float[][] planes, int at) {
    long[] palette = layout.palette();
    int colours = 1 << layout.bits();
    for (int c = 0; palette != null && c < 3; c++) {
      planes[c][at] = (palette[c * colours + colour] >> 8) / 255f;
    }
  }

  /** Luma and chroma of JPEG (JFIF, BT.601, full range) to red, green, blue. */
  private void colour(int from, float[][] planes, int at) {
    double y = samples[from];
    double blue = samples[from + 1] - 128;
    double red = samples[from + 2] - 128;
    double[] rgb = {y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue};
    for (int c = 0; c < 3; c++) {
      planes[c][at] = Math.round(Math.max(0, Math.min(255, rgb[c]))) / 255f;
    }
  }

  /** Colours that were multiplied by the opacity are divided by it. */
  private static void divide(float[][] planes, int at) {
    float opacity = planes[planes.length - 1][at];
    for (int c = 0; c < planes.length - 1 && opacity > 0; c++) {
      planes[c][at] = Math.min(1, planes[c][at] / opacity);
    }
  }

  private void closeBlocks() {
    if (blocks != null) {
      blocks.close();
    }
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void close() {
    closeBlocks();
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(TiffReader.class.getName())
          .log(System.Logger.Level.DEBUG, "closing an image", e);
    }
  }
}
