package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory of TIFF or BigTIFF in the making, in little-endian order. */
final class TiffEntries {
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int RATIONAL = 5;
  static final int UNDEFINED = 7;
  static final int LONG8 = 16;

  private static final double MOST = 0xFFFFFFFFL;

  private final boolean big;
  private final Map<Integer, Entry> entries = new TreeMap<>();
  private final Map<Integer, Long> places = new HashMap<>();

  /** Values, or the directory that is pointed to. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(int type, long count, byte[] values, @Nullable TiffEntries child) {}

  /** For a file of 64-bit or of 32-bit places. */
  TiffEntries(boolean big) {
    this.big = big;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of a file's header, behind which a directory may begin. */
  static int headerBytes(boolean big) {
    return big ? 16 : 8;
  }

  /** A file's header. */
  static byte[] header(boolean big, long directory) {
    ByteBuffer header = little(headerBytes(big)).put((byte) 'I').put((byte) 'I');
    return big
        ? header.putShort((short) 43).putInt(8).putLong(directory).array()
        : header.putShort((short) 42).putInt((int) directory).array();
  }

  /** Values in little-endian order. */
  void add(int tag, int type, long count, byte[] values) {
    entries.put(tag, new Entry(type, count, values, null));
  }

  /** Whole numbers of 2, 4 or 8 bytes, by the type. */
  void numbers(int tag, int type, long... values) {
    int size = type == SHORT ? 2 : type == LONG ? 4 : 8;
    ByteBuffer bytes = little(values.length * size);
    for (long value : values) {
      switch (size) {
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt((int) value);
        default -> bytes.putLong(value);
      }
    }
    add(tag, type, values.length, bytes.array());
  }

  /** A number as a fraction, in thousandths or what fits. */
  void fraction(int tag, double value) {
    int below = 1000;
    while (below > 1 && value * below > MOST) {
      below /= 10;
    }
    long above = Math.round(Math.min(MOST, value * below));
    add(tag, RATIONAL, 1, little(8).putInt((int) above).putInt(below).array());
  }

  /** A directory of its own. */
  void child(int tag, TiffEntries child) {
    entries.put(tag, new Entry(LONG, 1, new byte[4], child));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The directory, which begins at a place of the file, and behind it what it points to. */
  byte[] encoded(long at) {
    int inside = big ? 8 : 4;
    ByteBuffer table = little((big ? 8 : 2) + (big ? 20 : 12) * entries.size() + inside);
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    if (big) {
      table.putLong(entries.size());
    } else {
      table.putShort((short) entries.size());
    }
    entries.forEach(
        (tag, entry) -> {
          table.putShort(tag.shortValue()).putShort((short) entry.type());
          place(table, entry.count());
          long free = at + table.capacity() + behind.size();
          TiffEntries child = entry.child();
          if (child != null) {
            place(table, free);
            behind.writeBytes(child.encoded(free));
          } else if (entry.values().length <= inside) {
            places.put(tag, at + table.position());
            table.put(java.util.Arrays.copyOf(entry.values(), inside));
          } else {
            places.put(tag, free);
            place(table, free);
            behind.writeBytes(entry.values());
          }
          behind.writeBytes(new byte[-(table.capacity() + behind.size()) & 7]);
        });
    return little(table.capacity() + behind.size())
        .put(table.rewind())
        .put(behind.toByteArray())
        .array();
  }

  private void place(ByteBuffer table, long value) {
    if (big) {
      table.putLong(value);
    } else {
      table.putInt((int) value);
    }
  }

  /** Where the values of a tag lie in the file, once {@link #encoded}. */
  long place(int tag) {
    Long place = places.get(tag);
    if (place == null) {
      throw new IllegalStateException("tag " + tag + " has not been written");
    }
    return place;
  }
}
