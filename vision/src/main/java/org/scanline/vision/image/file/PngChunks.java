package org.scanline.vision.image.file;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The chunks of a PNG file, whose sums are checked. */
final class PngChunks {
  /** The first eight bytes of every PNG file. */
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};

  /** Chunks beside the pixels are not larger than this: profiles and Exif blocks are not. */
  private static final int LARGEST = 64 << 20;

  private final DataInputStream in;
  private final CRC32 sum = new CRC32();
  private String type = "";
  private int left;

  PngChunks(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** Goes on to the next chunk and returns its type; what is left of this one is skipped. */
  String next() throws IOException {
    finish();
    try {
      left = in.readInt();
      byte[] name = in.readNBytes(4);
      if (left < 0 || name.length < 4) {
        throw new ImageFileException("damaged: a chunk's length cannot be; fetch the file again");
      }
      type = new String(name, StandardCharsets.ISO_8859_1);
      sum.reset();
      sum.update(name);
      return type;
    } catch (EOFException e) {
      throw new ImageFileException("cut off before its end; fetch the file again", e);
    }
  }

  /** Skips what is left of this chunk and checks its sum. */
  void finish() throws IOException {
    while (left > 0) {
      body(Math.min(left, 1 << 16));
    }
    if (!type.isEmpty()) {
      end();
      type = "";
    }
  }

  /** Bytes left in this chunk. */
  int left() {
    return left;
  }

  /** All of this chunk. */
  byte[] all() throws IOException {
    if (left > LARGEST) {
      throw new ImageFileException(
          "damaged: chunk %s claims %d bytes; fetch the file again".formatted(type, left));
    }
    return body(left);
  }

  /** The next bytes of this chunk. */
  byte[] body(int bytes) throws IOException {
    byte[] content = in.readNBytes(bytes);
    if (content.length < bytes) {
      throw new ImageFileException("cut off before its end; fetch the file again");
    }
    sum.update(content);
    left -= bytes;
    return content;
  }

  private void end() throws IOException {
    try {
      if (in.readInt() != (int) sum.getValue()) {
        throw new ImageFileException(
            "damaged: the sum of chunk %s does not fit; fetch the file again".formatted(type));
      }
    } catch (EOFException e) {
      throw new ImageFileException("cut off before its end; fetch the file again", e);
    }
  }
}
