package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JPEG with Huffman codes (T.81): one scan row by row, several of them and progressive ones
 * through a temporary file. Gray, colour as luma and chroma or as it is, and four inks.
 */
final class JpegReader extends ImageReader {
  /** Bits that a block takes at least. */
  private static final double LEAST_BITS = 1;

  private final InputStream in;
  private final ImageFormat format;
  private final ImageTags tags;
  private final boolean luma;
  private final boolean inverted;
  private final int orientation;
  private final JpegPlanes planes;
  private final byte[][] row;
  private final @Nullable CmykColours inks;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Reads the header.
   *
   * @throws Arithmetic when its codes are arithmetic
   */
  JpegReader(Path file) throws IOException {
    in = Files.newInputStream(file);
    boolean done = false;
    try {
      JpegHeader header = new JpegHeader(new JpegInput(in));
      JpegScan scan = header.next();
      JpegFrame frame = header.frame();
      int components = frame.components().size();
      format =
          new ImageFormat(
              frame.width(), frame.height(), components == 1 ? 1 : 3, ImageFormat.Samples.BYTE);
      demandBlocks(frame, Files.size(file));
      orientation = Exif.orientation(header.exif());
      tags = tags(header, components == 4);
      if (header.arithmetic()) {
        throw new Arithmetic();
      }
      if (scan == null) {
        throw new ImageFileException("holds no pixels; fetch the file again");
      }
      luma = header.luma();
      inverted = header.inverted();
      row = new byte[components][frame.width()];
      planes = new JpegPlanes(header, scan);
      if (planes.stored()) {
        warnings.add("progressive, so it was unpacked into a temporary file first");
      }
      inks = components == 4 ? new CmykColours(frame.width(), header.profile(), warnings) : null;
      done = true;
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  /** Says that the codes are arithmetic, which are not decoded here. */
  static final class Arithmetic extends ImageFileException {
    private static final long serialVersionUID = 1L;

    Arithmetic() {
      super("JPEG with arithmetic codes; convert it to PNG");
    }
  }

  private static void demandBlocks(JpegFrame frame, long fileBytes) throws ImageFileException {
    if (frame.blocks() * LEAST_BITS > 8.0 * fileBytes) {
      throw new ImageFileException(
          "promises %d x %d pixels, which cannot be in %d bytes; fetch the file again"
              .formatted(frame.width(), frame.height(), fileBytes));
    }
  }

  private static ImageTags tags(JpegHeader header, boolean inks) {
    double[] resolution = header.perMetre();
    return new ImageTags(
        inks ? null : header.profile(),
        Exif.upright(header.exif()),
        resolution == null ? Exif.resolution(header.exif()) : resolution);
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
    return ImageFileType.JPEG;
  }

  @Override
  int orientation() {
    return orientation;
  }

  @Override
  void row(float[][] to, int at) throws IOException {
    planes.next(row);
    if (luma) {
      for (int x = 0; x < format.width(); x++) {
        LumaChroma.toColour(row, x);
      }
    }
    if (inks != null) {
      for (int x = 0; x < format.width(); x++) {
        for (int c = 0; c < 4; c++) {
          int stored = row[c][x] & 0xFF;
          // of luma and chroma comes ink, which Adobe inverts twice; else it inverts it once
          inks.ink(x, c, inverted && !(luma && c < 3) ? 255 - stored : stored);
        }
      }
      inks.row(to, at);
      return;
    }
    for (int c = 0; c < to.length; c++) {
      for (int x = 0; x < format.width(); x++) {
        to[c][at + x] = (row[c][x] & 0xFF) / 255f;
      }
    }
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void close() {
    planes.close();
    try {
      in.close();
    } catch (IOException e) {
      System.getLogger(JpegReader.class.getName())
          .log(System.Logger.Level.DEBUG, "closing an image", e);
    }
  }
}
