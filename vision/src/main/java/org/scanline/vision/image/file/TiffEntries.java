package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A directory of BigTIFF in the making; tags are added in rising order. */
final class TiffEntries {
  private static final int INSIDE = 8;

  private final List<Entry> entries = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(int tag, int type, long count, byte[] values) {}

  /** Whole numbers of 2, 4 or 8 bytes, by the type. */
  void numbers(int tag, int type, long... values) {
    int size = type == 3 ? 2 : type == 4 ? 4 : 8;
    ByteBuffer bytes = little(values.length * size);
    for (long value : values) {
      switch (size) {
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt((int) value);
        default -> bytes.putLong(value);
      }
    }
    entries.add(new Entry(tag, type, values.length, bytes.array()));
  }

  /** A number as a fraction of a thousand. */
  void fraction(int tag, int type, double value) {
    byte[] bytes = little(8).putInt((int) Math.round(value * 1000)).putInt(1000).array();
    entries.add(new Entry(tag, type, 1, bytes));
  }

  void bytes(int tag, int type, byte[] values) {
    entries.add(new Entry(tag, type, values.length, values.clone()));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The directory, which begins at a place of the file, and behind it what it points to. */
  ByteBuffer encoded(long at) {
    ByteBuffer table = little(8 + 20 * entries.size() + 8);
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    table.putLong(entries.size());
    for (Entry entry : entries) {
      table.putShort((short) entry.tag()).putShort((short) entry.type()).putLong(entry.count());
      if (entry.values().length <= INSIDE) {
        table.put(java.util.Arrays.copyOf(entry.values(), INSIDE));
      } else {
        table.putLong(at + table.capacity() + behind.size());
        behind.writeBytes(entry.values());
        behind.writeBytes(new byte[-behind.size() & 7]);
      }
    }
    table.putLong(0);
    ByteBuffer all = little(table.capacity() + behind.size());
    return all.put(table.flip()).put(behind.toByteArray()).flip();
  }
}
