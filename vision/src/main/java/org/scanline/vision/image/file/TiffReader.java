package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final int orientation;
  private final @Nullable CmykColours inks;
  private final List<String> warnings = new ArrayList<>();
  private @Nullable TiffBlocks blocks;
  private byte[][] codes = new byte[0][];
  private boolean warnedOfNumbers;
  private int at;

  TiffReader(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
    boolean done = false;
    try {
      TiffDirectory directory = TiffDirectory.of(file);
      layout = TiffLayout.of(directory, file.size());
      format = described();
      tables = directory.bytes(TiffTag.JPEG_TABLES);
      boolean four = layout.photometric() == TiffLayout.INKS;
      tags = tags(directory, four);
      orientation = (int) Math.max(1, Math.min(8, directory.number(TiffTag.ORIENTATION, 1)));
      inks =
          four ? new CmykColours(layout.width(), directory.bytes(TiffTag.PROFILE), warnings) : null;
      samples = new double[layout.width() * layout.samples()];
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
    boolean opacity =
        layout.photometric() != TiffLayout.PALETTE
            && layout.photometric() != TiffLayout.INKS
            && layout.samples() > colours;
    ImageFormat.Samples kind =
        layout.floats()
            ? ImageFormat.Samples.FLOAT
            : layout.bits() == 16 ? ImageFormat.Samples.SHORT : ImageFormat.Samples.BYTE;
    return new ImageFormat(layout.width(), layout.height(), colours + (opacity ? 1 : 0), kind);
  }

  private static ImageTags tags(TiffDirectory directory, boolean inks) throws IOException {
    double across = directory.fraction(TiffTag.RESOLUTION_ACROSS);
    double down = directory.fraction(TiffTag.RESOLUTION_DOWN);
    long unit = directory.number(TiffTag.RESOLUTION_UNIT, 2);
    double perMetre = unit == 3 ? 100 : 1 / METRES_PER_INCH;
    boolean said = across > 0 && down > 0 && unit != 1 && across < 1e9 && down < 1e9;
    return new ImageTags(
        inks ? null : directory.bytes(TiffTag.PROFILE),
        exif(directory),
        said ? new double[] {across * perMetre, down * perMetre} : null);
  }

  private static byte @Nullable [] exif(TiffDirectory directory) {
    try {
      return TiffExif.block(directory);
    } catch (IOException e) {
      return null; // the pixels matter more
    }
  }

  @Override
  int orientation() {
    return orientation;
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
  public ImageFileType type() {
    return ImageFileType.TIFF;
  }

  @Override
  void row(float[][] planes, int to) throws IOException {
    if (at % layout.blockHeight() == 0) {
      closeBlocks();
      blocks = new TiffBlocks(file, layout, tables, at / layout.blockHeight());
    }
    if (blocks != null) {
      blocks.next(samples);
    }
    fill(planes, to);
    at++;
  }

  private void fill(float[][] planes, int to) {
    switch (layout.photometric()) {
      case TiffLayout.PALETTE -> {
        for (int x = 0; x < layout.width(); x++) {
          lookUp((int) samples[x], planes, to + x);
        }
      }
      case TiffLayout.LUMA_CHROMA -> colours(planes, to);
      case TiffLayout.INKS -> inks(planes, to);
      default -> plain(planes, to);
    }
    if (layout.extra() == 1 && !format.opaque()) {
      for (int x = 0; x < layout.width(); x++) {
        divide(planes, to + x);
      }
    }
  }

  private void plain(float[][] planes, int to) {
    double white = layout.floats() ? 1 : (1L << layout.bits()) - 1;
    int each = layout.samples();
    for (int c = 0; c < each; c++) {
      float[] plane = planes[c];
      for (int x = 0; x < layout.width(); x++) {
        plane[to + x] = (float) (samples[x * each + c] / white);
      }
      if (layout.floats()) {
        demandNumbers(plane, to);
      }
    }
    if (layout.photometric() == TiffLayout.WHITE_IS_ZERO) {
      for (int x = to; x < to + layout.width(); x++) {
        planes[0][x] = 1 - planes[0][x];
      }
    }
  }

  /** One sample that is no number would spoil every row below it in a net; it becomes black. */
  private void demandNumbers(float[] plane, int from) {
    for (int x = from; x < from + layout.width(); x++) {
      if (!Float.isFinite(plane[x])) {
        plane[x] = 0;
        if (!warnedOfNumbers) {
          warnings.add(
              "holds samples that are no numbers, first in row %d; they are black".formatted(at));
          warnedOfNumbers = true;
        }
      }
    }
  }

  private void colours(float[][] planes, int to) {
    int width = layout.width();
    if (codes.length == 0) {
      codes = new byte[3][width];
    }
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < 3; c++) {
        codes[c][x] = (byte) samples[3 * x + c];
      }
      LumaChroma.toColour(codes, x);
      for (int c = 0; c < 3; c++) {
        planes[c][to + x] = (codes[c][x] & 0xFF) / 255f;
      }
    }
  }

  private void inks(float[][] planes, int to) {
    if (inks != null) {
      for (int i = 0; i < samples.length; i++) {
        inks.ink(i / 4, i % 4, (int) samples[i]);
      }
      inks.row(planes, to);
    }
  }

  private void lookUp(int colour, float[][] planes, int at) {
    long[] palette = layout.palette();
    int colours = 1 << layout.bits();
    for (int c = 0; palette != null && c < 3; c++) {
      planes[c][at] = (palette[c * colours + colour] >> 8) / 255f;
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
    return List.copyOf(warnings);
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
