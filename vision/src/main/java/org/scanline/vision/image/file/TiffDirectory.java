package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a TIFF or BigTIFF file, or of an Exif block, which is a small TIFF file.
 *
 * <p>Nothing is allocated that the file is too short for.
 */
final class TiffDirectory {
  private static final int MOST_ENTRIES = 4096;
  private static final int RATIONAL = 5;
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  private static final int[] UNITS = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 0, 0, 8, 8, 8};

  private final Source file;
  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, Entry> entries = new TreeMap<>();

  /** Where the values of a tag lie. */
  private record Entry(int type, long count, long at) {}

  /** The bytes that hold the directory. */
  private interface Source {
    long size() throws IOException;

    /** Fills a buffer from a place on, which has been checked, and turns to its begin. */
    void fill(ByteBuffer to, long at) throws IOException;
  }

  private TiffDirectory(Source file) throws IOException {
    this.file = file;
    ByteBuffer head = ByteBuffer.allocate(16);
    head.limit((int) Math.min(16, file.size()));
    if (head.limit() < 8) {
      throw new ImageFileException("cut off before its end; fetch the file again");
    }
    file.fill(head, 0);
    order = head.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    head.order(order);
    big = head.getShort(2) == 43;
    if (big && (head.limit() < 16 || head.getShort(4) != 8 || head.getShort(6) != 0)) {
      throw damaged("its header");
    }
    parse(big ? head.getLong(8) : head.getInt(4) & 0xFFFFFFFFL);
  }

  private TiffDirectory(TiffDirectory parent, long at) throws IOException {
    file = parent.file;
    order = parent.order;
    big = parent.big;
    parse(at);
  }

  /** The first directory of a file. */
  static TiffDirectory of(FileChannel file) throws IOException {
    return new TiffDirectory(
        new Source() {
          @Override
          public long size() throws IOException {
            return file.size();
          }

          @Override
          public void fill(ByteBuffer to, long at) throws IOException {
            FileBytes.fill(file, to, at);
          }
        });
  }

  /** The first directory of a block of bytes. */
  static TiffDirectory of(byte[] block) throws IOException {
    return new TiffDirectory(
        new Source() {
          @Override
          public long size() {
            return block.length;
          }

          @Override
          public void fill(ByteBuffer to, long at) {
            to.put(block, (int) at, to.remaining()).flip();
          }
        });
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
    if (at < 0 || bytes < 0 || bytes > Integer.MAX_VALUE - 8 || bytes > file.size() - at) {
      throw new ImageFileException(
          "cut off: %s lies beyond its end; fetch the file again".formatted(what));
    }
    ByteBuffer all = ByteBuffer.allocate((int) bytes).order(order);
    file.fill(all, at);
    return all;
  }

  private ByteBuffer values(int tag, Entry entry) throws IOException {
    return read(entry.at(), entry.count() * SIZES[entry.type()], "the values of tag " + tag);
  }

  ByteOrder order() {
    return order;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** The tags that are there, rising. */
  Set<Integer> tags() {
    return entries.keySet();
  }

  /** The directory that a tag points to; null when there is none. */
  @Nullable TiffDirectory child(int tag) throws IOException {
    long at = number(tag, 0);
    return at < 8 ? null : new TiffDirectory(this, at);
  }

  /** Copies the values of a tag. */
  void copy(int tag, TiffEntries to) throws IOException {
    Entry entry = entries.get(tag);
    if (entry == null || entry.type() > 13) {
      return; // eight-byte numbers, which small files do not have
    }
    byte[] values = values(tag, entry).array();
    if (order == ByteOrder.BIG_ENDIAN) {
      int unit = UNITS[entry.type()];
      for (int i = 0; i < values.length; i += unit) {
        for (int a = i, b = i + unit - 1; a < b; a++, b--) {
          byte other = values[a];
          values[a] = values[b];
          values[b] = other;
        }
      }
    }
    to.add(tag, entry.type(), entry.count(), values);
  }

  /** The whole numbers of a tag; null when it is not there. */
  long @Nullable [] numbers(int tag) throws IOException {
    Entry entry = entries.get(tag);
    if (entry == null) {
      return null;
    }
    int size = SIZES[entry.type()];
    ByteBuffer bytes = values(tag, entry);
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
    return entry == null ? null : values(tag, entry).array();
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
