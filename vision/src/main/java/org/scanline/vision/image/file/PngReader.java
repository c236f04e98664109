package org.scanline.vision.image.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG (ISO/IEC 15948): all kinds of pixels, all depths; palettes and transparent colours
 * become samples. Interlaced files go through a temporary file.
 */
final class PngReader extends ImageReader {
  /** What deflate makes of a byte at most; a file that promises more cannot hold it. */
  private static final long MOST_FROM_A_BYTE = 1032;

  private static final int LARGEST_PROFILE = 16 << 20;

  private final InputStream in;
  private final PngHeader header;
  private final PngRows rows;
  private final char[] samples;
  private final List<String> warnings = new ArrayList<>();
  private byte @Nullable [] palette;
  private byte @Nullable [] transparency;
  private ImageTags tags = ImageTags.NONE;
  private final ImageFormat format;
  private final @Nullable PngPasses passes;
  private int orientation = 1;
  private int at;

  PngReader(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    boolean done = false;
    try {
      in.skipNBytes(PngChunks.SIGNATURE.length);
      PngChunks chunks = new PngChunks(in);
      if (!chunks.next().equals("IHDR")) {
        throw new ImageFileException("damaged: it does not begin with a header; fetch it again");
      }
      header = PngHeader.parse(chunks.all());
      demandPixels(Files.size(file));
      readUntilPixels(chunks);
      format = described();
      samples = new char[Math.multiplyExact(header.width(), header.stored())];
      rows = new PngRows(chunks, header);
      rows.begin(header.width());
      passes = header.interlaced() ? new PngPasses(rows, header) : null;
      if (passes != null) {
        warnings.add("interlaced, so it was unpacked into a temporary file first");
      }
      done = true;
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  /** Refuses a header that promises more than the file can hold, before memory is asked for. */
  private void demandPixels(long fileBytes) throws ImageFileException {
    double promised = (double) header.rowBytes(header.width()) * header.height();
    if (promised > (double) MOST_FROM_A_BYTE * fileBytes) {
      throw new ImageFileException(
          "promises %d x %d pixels, which cannot be in %d bytes; fetch the file again"
              .formatted(header.width(), header.height(), fileBytes));
    }
  }

  private void readUntilPixels(PngChunks chunks) throws IOException {
    for (String type = chunks.next(); !type.equals("IDAT"); type = chunks.next()) {
      switch (type) {
        case "PLTE" -> palette = chunks.all();
        case "tRNS" -> transparency = chunks.all();
        case "iCCP" ->
            tags = new ImageTags(profile(chunks.all()), tags.exif(), tags.pixelsPerMetre());
        case "eXIf" -> {
          byte[] exif = chunks.all();
          orientation = Exif.orientation(exif);
          tags = new ImageTags(tags.profile(), Exif.upright(exif), tags.pixelsPerMetre());
        }
        case "pHYs" -> tags = new ImageTags(tags.profile(), tags.exif(), resolution(chunks.all()));
        case "IEND" -> throw new ImageFileException("holds no pixels; fetch the file again");
        default -> {
          if (Character.isUpperCase(type.charAt(0))) {
            throw new ImageFileException(
                "needs chunk %s, which is unknown; convert it to plain PNG".formatted(type));
          }
        }
      }
    }
    if (header.colour() == PngHeader.PALETTE && palette == null) {
      throw new ImageFileException("damaged: its palette is missing; fetch the file again");
    }
  }

  /** A profile behind its name and compression. */
  private byte @Nullable [] profile(byte[] chunk) {
    int name = 0;
    while (name < chunk.length && chunk[name] != 0) {
      name++;
    }
    try (InputStream inflated =
        new InflaterInputStream(
            new java.io.ByteArrayInputStream(
                chunk, name + 2, Math.max(0, chunk.length - name - 2)))) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(inflated.readNBytes(LARGEST_PROFILE));
      return whole.toByteArray();
    } catch (IOException e) {
      warnings.add("its colour profile is damaged and was left out");
      return null;
    }
  }

  private static double @Nullable [] resolution(byte[] chunk) {
    if (chunk.length != 9 || chunk[8] != 1) {
      return null; // only a proportion
    }
    ByteBuffer b = ByteBuffer.wrap(chunk);
    return new double[] {b.getInt() & 0xFFFFFFFFL, b.getInt() & 0xFFFFFFFFL};
  }

  private ImageFormat described() {
    int colours =
        header.colour() == PngHeader.GRAY || header.colour() == PngHeader.GRAY_ALPHA ? 1 : 3;
    boolean opacity =
        transparency != null
            || header.colour() == PngHeader.GRAY_ALPHA
            || header.colour() == PngHeader.COLOUR_ALPHA;
    return new ImageFormat(
        header.width(),
        header.height(),
        colours + (opacity ? 1 : 0),
        header.depth() == 16 ? ImageFormat.Samples.SHORT : ImageFormat.Samples.BYTE);
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
  int orientation() {
    return orientation;
  }

  @Override
  public ImageFileType type() {
    return ImageFileType.PNG;
  }

  @Override
  void row(float[][] planes, int to) throws IOException {
    if (passes == null) {
      rows.next(samples, header.width());
    } else {
      passes.next(samples);
    }
    fill(planes, to);
    if (++at == format.height()) {
      rows.finish();
    }
  }

  private void fill(float[][] planes, int to) throws ImageFileException {
    if (palette != null && header.colour() == PngHeader.PALETTE) {
      lookUp(palette, planes, to);
      return;
    }
    int stored = header.stored();
    float white = (1 << header.depth()) - 1;
    for (int x = 0; x < header.width(); x++) {
      for (int c = 0; c < stored; c++) {
        planes[c][to + x] = samples[x * stored + c] / white;
      }
      if (planes.length > stored) {
        planes[stored][to + x] = transparent(x * stored) ? 0 : 1;
      }
    }
  }

  /** Whether a pixel has the one colour that is transparent. */
  private boolean transparent(int at) {
    byte[] colour = transparency;
    for (int c = 0; colour != null && c < header.stored() && 2 * c + 1 < colour.length; c++) {
      if (samples[at + c] != ((colour[2 * c] & 0xFF) << 8 | colour[2 * c + 1] & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  private void lookUp(byte[] colours, float[][] planes, int to) throws ImageFileException {
    byte[] opacity = transparency == null ? new byte[0] : transparency;
    for (int x = 0; x < header.width(); x++) {
      int index = samples[x];
      if (3 * index + 2 >= colours.length) {
        throw new ImageFileException(
            "damaged: a pixel has colour %d of a palette of %d; fetch the file again"
                .formatted(index, colours.length / 3));
      }
      for (int c = 0; c < 3; c++) {
        planes[c][to + x] = (colours[3 * index + c] & 0xFF) / 255f;
      }
      if (planes.length == 4) {
        planes[3][to + x] = index < opacity.length ? (opacity[index] & 0xFF) / 255f : 1;
      }
    }
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void close() {
    rows.close();
    if (passes != null) {
      passes.close();
    }
    try {
      in.close();
    } catch (IOException e) {
      System.getLogger(PngReader.class.getName())
          .log(System.Logger.Level.DEBUG, "closing an image", e);
    }
  }
}
