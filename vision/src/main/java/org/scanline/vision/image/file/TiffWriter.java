package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scanline.vision.image.ImageStrip;

/**
 * Writes TIFF, or BigTIFF where 4 GB may not do, while the image is made.
 *
 * <p>The directory comes first, with room for the place and length of every strip; strips follow in
 * order, one right behind the other. When a strip is in the file its place is filled in, then its
 * length. So the file itself tells at any moment how many strips are complete, and a process that
 * was killed can go on behind the last one: what comes out does not depend on it.
 */
final class TiffWriter extends ImageWriter {
  private static final long SMALL_END = 0xFFFF_0000L;

  /** Strips at the end that are unpacked before a file is gone on with. */
  private static final int LAST = 8;

  private final FileChannel file;
  private final TiffStrips strips;
  private final boolean big;
  private final byte[] head;
  private final long offsetsAt;
  private final long countsAt;
  private final List<String> warnings = new ArrayList<>();
  private int complete;
  private long end;

  TiffWriter(Path path, ImageFormat format, ImageTags tags, WriteOptions options, boolean resumed)
      throws IOException {
    super(format);
    strips = new TiffStrips(format, options.packing());
    int beside = tags.profile() == null ? 1 << 20 : tags.profile().length + (1 << 20);
    big = options.big() || strips.mostBytes() + beside > SMALL_END;
    TiffEntries entries = directory(tags);
    byte[] header = TiffEntries.header(big, TiffEntries.headerBytes(big));
    byte[] directory = entries.encoded(header.length);
    head = Arrays.copyOf(header, header.length + directory.length);
    System.arraycopy(directory, 0, head, header.length, directory.length);
    offsetsAt = entries.place(TiffTag.STRIP_OFFSETS);
    countsAt = entries.place(TiffTag.STRIP_BYTES);
    end = head.length;
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean done = false;
    try {
      if (!resumed || !goesOn()) {
        file.truncate(0);
        write(ByteBuffer.wrap(head), 0);
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private TiffEntries directory(ImageTags tags) {
    TiffEntries entries = new TiffEntries(big);
    byte[] exif = tags.exif();
    if (exif != null && !TiffExif.add(exif, entries, big)) {
      warnings.add("its Exif block is damaged and was left out");
    }
    int channels = format().channels();
    int place = big ? TiffEntries.LONG8 : TiffEntries.LONG;
    entries.numbers(TiffTag.WIDTH, TiffEntries.LONG, format().width());
    entries.numbers(TiffTag.HEIGHT, TiffEntries.LONG, format().height());
    entries.numbers(TiffTag.BITS, TiffEntries.SHORT, repeated(8L * format().samples().bytes()));
    entries.numbers(TiffTag.COMPRESSION, TiffEntries.SHORT, strips.compression());
    int kind = channels < 3 ? TiffLayout.BLACK_IS_ZERO : TiffLayout.COLOUR;
    entries.numbers(TiffTag.PHOTOMETRIC, TiffEntries.SHORT, kind);
    entries.numbers(TiffTag.STRIP_OFFSETS, place, new long[strips.count()]);
    entries.numbers(TiffTag.SAMPLES, TiffEntries.SHORT, channels);
    entries.numbers(TiffTag.ROWS_PER_STRIP, TiffEntries.LONG, strips.rows());
    entries.numbers(TiffTag.STRIP_BYTES, place, new long[strips.count()]);
    double[] resolution = tags.pixelsPerMetre();
    if (resolution != null) {
      entries.fraction(TiffTag.RESOLUTION_ACROSS, resolution[0] / 100);
      entries.fraction(TiffTag.RESOLUTION_DOWN, resolution[1] / 100);
      entries.numbers(TiffTag.RESOLUTION_UNIT, TiffEntries.SHORT, 3); // centimetres
    }
    if (strips.predictor() > 1) {
      entries.numbers(TiffTag.PREDICTOR, TiffEntries.SHORT, strips.predictor());
    }
    if (!format().opaque()) {
      entries.numbers(TiffTag.EXTRA_SAMPLES, TiffEntries.SHORT, 2);
    }
    boolean floats = format().samples() == ImageFormat.Samples.FLOAT;
    entries.numbers(TiffTag.SAMPLE_FORMAT, TiffEntries.SHORT, repeated(floats ? 3 : 1));
    byte[] profile = tags.profile();
    if (profile != null) {
      entries.add(TiffTag.PROFILE, TiffEntries.UNDEFINED, profile.length, profile);
    }
    return entries;
  }

  private long[] repeated(long value) {
    long[] values = new long[format().channels()];
    Arrays.fill(values, value);
    return values;
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    long to = at;
    while (bytes.hasRemaining()) {
      to += file.write(bytes, to);
    }
  }

  /** Finds the complete strips of a file that was begun the same way; false when it was not. */
  private boolean goesOn() throws IOException {
    if (file.size() < head.length) {
      return false;
    }
    ByteBuffer found = ByteBuffer.allocate(head.length).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.fill(file, found, 0);
    byte[] same = found.array().clone();
    int room = strips.count() * placeBytes();
    Arrays.fill(same, (int) offsetsAt, (int) offsetsAt + room, (byte) 0);
    Arrays.fill(same, (int) countsAt, (int) countsAt + room, (byte) 0);
    if (!Arrays.equals(same, head)) {
      return false;
    }
    long[] ends = new long[strips.count() + 1];
    ends[0] = head.length;
    int whole = 0;
    while (whole < strips.count()) {
      long count = number(found, countsAt, whole);
      if (number(found, offsetsAt, whole) != ends[whole]
          || count <= 0
          || count > file.size() - ends[whole]) {
        break;
      }
      ends[++whole] = ends[whole - 1] + count;
    }
    complete = readable(ends, whole);
    end = ends[complete];
    file.truncate(end);
    for (int strip = complete; strip < strips.count(); strip++) {
      enter(strip, 0, 0);
    }
    goOnAt((int) Math.min(format().height(), (long) complete * strips.rows()));
    return true;
  }

  /** The strips before the first one among the last that cannot be unpacked. */
  private int readable(long[] ends, int whole) throws IOException {
    for (int strip = Math.max(0, whole - LAST); strip < whole; strip++) {
      ByteBuffer packed = ByteBuffer.allocate(Math.toIntExact(ends[strip + 1] - ends[strip]));
      FileBytes.fill(file, packed, ends[strip]);
      if (!strips.whole(packed.array(), strip)) {
        return strip;
      }
    }
    return whole;
  }

  private int placeBytes() {
    return big ? 8 : 4;
  }

  private long number(ByteBuffer from, long at, int i) {
    int place = (int) at + i * placeBytes();
    return big ? from.getLong(place) : from.getInt(place) & 0xFFFFFFFFL;
  }

  private void enter(int strip, long offset, long count) throws IOException {
    write(entry(offset), offsetsAt + (long) strip * placeBytes());
    write(entry(count), countsAt + (long) strip * placeBytes());
  }

  private ByteBuffer entry(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(placeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return (big ? bytes.putLong(value) : bytes.putInt((int) value)).flip();
  }

  @Override
  void row(ImageStrip strip, int y) throws IOException {
    strips.add(strip, y);
    if (rows() % strips.rows() == 0 || rows() == format().height()) {
      ByteBuffer packed = strips.packed();
      int bytes = packed.remaining();
      write(packed, end);
      enter(complete, end, bytes);
      end += bytes;
      complete++;
    }
  }

  @Override
  public int safeRows() {
    return (int) Math.min(format().height(), (long) complete * strips.rows());
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  void end() throws IOException {
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    strips.close();
    file.close();
  }
}
