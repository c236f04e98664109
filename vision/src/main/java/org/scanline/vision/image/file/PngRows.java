package org.scanline.vision.image.file;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The rows of a PNG file's pixels as stored: inflated, unfiltered, and with a number for each
 * sample.
 */
final class PngRows implements AutoCloseable {
  private static final int BLOCK = 1 << 14;

  private final PngChunks chunks;
  private final PngHeader header;
  private final Inflater inflater = new Inflater();
  private byte[] row = new byte[0];
  private byte[] above = new byte[0];

  /** Starts where the first IDAT chunk has been opened. */
  PngRows(PngChunks chunks, PngHeader header) {
    this.chunks = chunks;
    this.header = header;
  }

  /** Begins an image or a pass with rows of so many pixels; above its first row are zeros. */
  void begin(int pixels) {
    int bytes = Math.toIntExact(header.rowBytes(pixels));
    row = new byte[bytes];
    above = new byte[bytes];
  }

  /** Reads the next row: its samples go into an array. */
  void next(char[] samples, int pixels) throws IOException {
    byte[] filter = new byte[1];
    inflate(filter);
    byte[] spare = above;
    above = row;
    row = spare;
    inflate(row);
    PngFilter.undo(filter[0], row, above, header.step());
    unpack(samples, pixels * header.stored());
  }

  private void unpack(char[] samples, int count) {
    switch (header.depth()) {
      case 16 -> {
        for (int i = 0; i < count; i++) {
          samples[i] = (char) ((row[2 * i] & 0xFF) << 8 | row[2 * i + 1] & 0xFF);
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          samples[i] = (char) (row[i] & 0xFF);
        }
      }
      default -> {
        int each = 8 / header.depth();
        int mask = (1 << header.depth()) - 1;
        for (int i = 0; i < count; i++) {
          int shift = 8 - header.depth() * (i % each + 1);
          samples[i] = (char) (row[i / each] >> shift & mask);
        }
      }
    }
  }

  private void inflate(byte[] to) throws IOException {
    int at = 0;
    try {
      while (at < to.length) {
        at += inflater.inflate(to, at, to.length - at);
        if (at < to.length && (inflater.finished() || inflater.needsDictionary())) {
          throw new ImageFileException("holds fewer rows than it promises; fetch the file again");
        }
        if (at < to.length && inflater.needsInput()) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      throw new ImageFileException("damaged: its pixels do not inflate; fetch the file again", e);
    }
  }

  private void feed() throws IOException {
    while (chunks.left() == 0) {
      String type = chunks.next();
      if (!type.equals("IDAT")) {
        throw new ImageFileException("holds fewer rows than it promises; fetch the file again");
      }
    }
    byte[] some = chunks.body(Math.min(chunks.left(), BLOCK));
    inflater.setInput(some);
  }

  /** Checks the sum of the last chunk of pixels, whose rows have all been read. */
  void finish() throws IOException {
    chunks.finish();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
