package org.scanline.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sizes of a zip entry, of which those that do not fit 32 bits stand in an extra field.
 *
 * <p>Source: PKWARE's APPNOTE, 4.5.3.
 */
final class ZipExtra {
  private static final int ZIP64 = 1;
  private static final long FULL = 0xFFFFFFFFL;

  private ZipExtra() {}

  /** What the 32-bit fields and the extra field say together. */
  record Sizes(long size, long packed, long header) {}

  /**
   * Replaces fields that are all ones by the 64-bit values that follow each other in the extra.
   *
   * @param extra the extra fields, to be read to their end
   */
  static Sizes read(long size, long packed, long header, ByteBuffer extra) {
    long[] fields = {size, packed, header};
    boolean found = false;
    while (extra.hasRemaining()) {
      if (extra.remaining() < 4) {
        throw new IllegalArgumentException("a broken extra field");
      }
      int id = extra.getShort() & 0xFFFF;
      int length = extra.getShort() & 0xFFFF;
      if (length > extra.remaining() || id == ZIP64 && found) {
        throw new IllegalArgumentException("a broken extra field");
      }
      if (id == ZIP64) {
        found = true;
        widen(fields, extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      }
      extra.position(extra.position() + length);
    }
    return new Sizes(fields[0], fields[1], fields[2]);
  }

  private static void widen(long[] fields, ByteBuffer values) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] == FULL && values.remaining() >= 8) {
        fields[i] = values.getLong();
        if (fields[i] < 0) {
          throw new IllegalArgumentException("a size beyond 63 bits");
        }
      }
    }
    if (values.hasRemaining()) {
      throw new IllegalArgumentException("64-bit sizes that nothing refers to");
    }
  }
}
