package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first directory of a TIFF or BigTIFF file: what is said about its first image.
 *
 * <p>Nothing is allocated that the file is too short for.
 */
final class TiffDirectory {
  private static final int MOST_ENTRIES = 4096;
  private static final int RATIONAL = 5;
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  private final FileChannel file;
  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, Entry> entries = new HashMap<>();

  /** Where the values of a tag lie. */
  private record Entry(int type, long count, long at) {}

  TiffDirectory(FileChannel file) throws IOException {
    this.file = file;
    ByteBuffer head = ByteBuffer.allocate(16);
    FileBytes.fill(file, head, 0);
    order = head.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    head.order(order);
    big = head.getShort(2) == 43;
    if (big && (head.getShort(4) != 8 || head.getShort(6) != 0)) {
      throw damaged("its header");
    }
    parse(big ? head.getLong(8) : head.getInt(4) & 0xFFFFFFFFL);
  }

  /** Whether bytes begin a TIFF file of either kind. */
  static boolean begins(byte[] head) {
    if (head.length < 4 || head[0] != head[1] || head[0] != 'I' && head[0] != 'M') {
      return false;
    }
    int low = head[0] == 'I' ? head[2] : head[3];
    int high = head[0] == 'I' ? head[3] : head[2];
    return high == 0 && (low == 42 || low == 43);
  }

  static ImageFileException damaged(String what) {
    return new ImageFileException("damaged: " + what + " cannot be; fetch the file again");
  }

  private void parse(long at) throws IOException {
    int each = big ? 20 : 12;
    ByteBuffer counted = read(at, big ? 8 : 2, "its directory");
    long count = big ? counted.getLong() : counted.getShort() & 0xFFFF;
    if (count < 1 || count > MOST_ENTRIES) {
      throw damaged("a directory of %d entries".formatted(count));
    }
    long first = at + (big ? 8 : 2);
    ByteBuffer table = read(first, count * each, "its directory");
    for (int i = 0; i < count; i++) {
      int tag = table.getShort(i * each) & 0xFFFF;
      int type = table.getShort(i * each + 2) & 0xFFFF;
      long values = big ? table.getLong(i * each + 4) : table.getInt(i * each + 4) & 0xFFFFFFFFL;
      int size = type < SIZES.length ? SIZES[type] : 0;
      int field = i * each + (big ? 12 : 8);
      if (size == 0 || values < 0 || values > file.size() / size) {
        continue; // of a kind that nobody here asks for
      }
      boolean inside = values * size <= (big ? 8 : 4);
      long pointer = big ? table.getLong(field) : table.getInt(field) & 0xFFFFFFFFL;
      entries.put(tag, new Entry(type, values, inside ? first + field : pointer));
    }
  }

  private ByteBuffer read(long at, long bytes, String what) throws IOException {
    if (at < 0 || bytes < 0 || bytes > file.size() - at) {
      throw new ImageFileException(
          "cut off: %s lies beyond its end; fetch the file again".formatted(what));
    }
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(bytes)).order(order);
    FileBytes.fill(file, all, at);
    return all;
  }

  ByteOrder order() {
    return order;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** The whole numbers of a tag; null when it is not there. */
  long @Nullable [] numbers(int tag) throws IOException {
    Entry entry = entries.get(tag);
    if (entry == null) {
      return null;
    }
    int size = SIZES[entry.type()];
    ByteBuffer bytes = read(entry.at(), entry.count() * size, "the values of tag " + tag);
    long[] values = new long[(int) entry.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (size) {
            case 1 -> bytes.get(i) & 0xFF;
            case 2 -> bytes.getShort(2 * i) & 0xFFFF;
            case 4 -> bytes.getInt(4 * i) & 0xFFFFFFFFL;
            default -> bytes.getLong(8 * i);
          };
    }
    return values;
  }

  /** The one number of a tag, or another when it is not there. */
  long number(int tag, long otherwise) throws IOException {
    long[] values = numbers(tag);
    return values == null || values.length == 0 ? otherwise : values[0];
  }

  /** The bytes of a tag; null when it is not there. */
  byte @Nullable [] bytes(int tag) throws IOException {
    Entry entry = entries.get(tag);
    return entry == null
        ? null
        : read(entry.at(), entry.count() * SIZES[entry.type()], "the values of tag " + tag).array();
  }

  /** A fraction; NaN when it is not there. */
  double fraction(int tag) throws IOException {
    Entry entry = entries.get(tag);
    if (entry == null || entry.type() != RATIONAL || entry.count() < 1) {
      return Double.NaN;
    }
    ByteBuffer bytes = read(entry.at(), 8, "the values of tag " + tag);
    return (double) (bytes.getInt(0) & 0xFFFFFFFFL) / (bytes.getInt(4) & 0xFFFFFFFFL);
  }
}
