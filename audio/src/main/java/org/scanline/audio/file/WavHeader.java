package org.scanline.audio.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/**
 * The chunks of a RIFF, RF64 or BW64 file, read with distrust: no size in the file is believed
 * before it is compared with what is there.
 *
 * <p>Sources: Microsoft, Multiple Channel Audio Data and WAVE Files; EBU Tech 3306; ITU-R BS.2088.
 */
final class WavHeader {
  private static final int MAX_CHUNKS = 4096;
  private static final int MAX_LIST_BYTES = 1 << 20;
  private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;
  private static final Map<String, String> INFO_NAMES =
      Map.of(
          "INAM",
          "title",
          "IART",
          "artist",
          "IPRD",
          "album",
          "ICRD",
          "date",
          "ITRK",
          "track",
          "IPRT",
          "track",
          "IGNR",
          "genre",
          "ICMT",
          "comment",
          "IMUS",
          "composer");

  final List<String> warnings = new ArrayList<>();
  final Map<String, String> tags = new HashMap<>();
  WavEncoding encoding = WavEncoding.S16;
  int sampleRate;
  int channels;
  int stride;
  long speakers;
  long dataStart = -1;
  long dataBytes;

  private final FileChannel file;
  private final long length;
  private long ds64Data = -1;
  private boolean formatSeen;

  private WavHeader(FileChannel file) throws IOException {
    this.file = file;
    this.length = file.size();
  }

  /** Whether a file begins like a WAV file. */
  static boolean matches(FileChannel file) throws IOException {
    ByteBuffer head = bytes(file, 0, 12);
    return head.remaining() == 12
        && List.of("RIFF", "RF64", "BW64").contains(id(head, 0))
        && id(head, 8).equals("WAVE");
  }

  /** Reads all chunks; null when the samples are compressed by a codec that is not ours. */
  static @Nullable WavHeader read(FileChannel file) throws IOException {
    WavHeader header = new WavHeader(file);
    return header.walk() ? header : null;
  }

  long frames() {
    return dataBytes / stride;
  }

  ChannelLayout layout() {
    return ChannelLayout.of(channels, speakers);
  }

  private boolean walk() throws IOException {
    long at = 12;
    for (int n = 0; n < MAX_CHUNKS && at + 8 <= length; n++) {
      ByteBuffer head = bytes(file, at, 8);
      String id = id(head, 0);
      long size = Integer.toUnsignedLong(head.getInt(4));
      long body = at + 8;
      switch (id) {
        case "ds64" -> readSizes(body, size);
        case "fmt " -> {
          if (!formatSeen && !readFormat(body, size)) {
            return false;
          }
        }
        case "LIST" -> readInfo(body, size);
        case "data" -> {
          if (dataStart < 0) {
            size = startData(body, size);
          }
        }
        default -> {}
      }
      at = body + size + (size & 1);
    }
    if (dataStart < 0) {
      throw new AudioFileException("WAV without a data chunk; the file is damaged, fetch it again");
    }
    return true;
  }

  private void readSizes(long body, long size) throws IOException {
    ByteBuffer sizes = bytes(file, body, 24);
    if (size >= 24 && sizes.remaining() == 24) {
      ds64Data = sizes.getLong(8);
    }
  }

  private boolean readFormat(long body, long size) throws IOException {
    ByteBuffer b = bytes(file, body, (int) Math.min(size, 40));
    if (b.remaining() < 16) {
      throw new AudioFileException("WAV with a broken format chunk; fetch or export it again");
    }
    int tag = b.getShort(0) & 0xffff;
    channels = b.getShort(2) & 0xffff;
    sampleRate = b.getInt(4);
    stride = b.getShort(12) & 0xffff;
    int bits = b.getShort(14) & 0xffff;
    if (tag == 0xFFFE && b.remaining() >= 40) {
      speakers = Integer.toUnsignedLong(b.getInt(20));
      tag = b.getShort(24) & 0xffff;
    }
    if (tag != 1 && tag != 3) {
      return false;
    }
    checkNumbers();
    int width = stride % channels == 0 ? stride / channels : 0;
    if (width == 0) {
      width = (bits + 7) / 8;
      stride = width * channels;
    }
    encoding = encoding(tag, width, bits);
    formatSeen = true;
    return true;
  }

  private void checkNumbers() throws AudioFileException {
    demandRange("channel(s)", channels, 1, AudioBuffer.MAX_CHANNELS);
    demandRange("Hz", sampleRate, AudioBuffer.MIN_RATE, AudioBuffer.MAX_RATE);
  }

  private static void demandRange(String unit, int value, int low, int high)
      throws AudioFileException {
    if (value < low || value > high) {
      throw new AudioFileException(
          "the header says %d %s, outside %d..%d; the file is damaged or not for listening"
              .formatted(value, unit, low, high));
    }
  }

  private static WavEncoding encoding(int tag, int width, int bits) throws AudioFileException {
    if (tag == 1 && width >= 1 && width <= 4) {
      return WavEncoding.values()[width - 1];
    }
    if (tag == 3 && (width == 4 || width == 8)) {
      return width == 4 ? WavEncoding.F32 : WavEncoding.F64;
    }
    throw new AudioFileException(
        "WAV with %d-bit %s samples, which we cannot read; export it as 16, 24 or 32 bit"
            .formatted(bits, tag == 1 ? "integer" : "float"));
  }

  /** Settles where the samples end; returns the size by which to go on to the next chunk. */
  private long startData(long body, long said) throws IOException {
    if (!formatSeen) {
      throw new AudioFileException(
          "WAV with samples before their format; the file is damaged, fetch it again");
    }
    dataStart = body;
    long there = length - body;
    long size = said == UNKNOWN_SIZE && ds64Data >= 0 ? ds64Data : said;
    boolean unsaid = ds64Data < 0 && size > there && (said & 0x7FFF_0000L) == 0x7FFF_0000L;
    if (unsaid || size == 0 && there > 0 && !chunksUntilEnd(body)) {
      size = there; // a stream whose writer could not come back to fill in the size
    } else if (ds64Data < 0 && there - size > UNKNOWN_SIZE) {
      size += (there - size) / (UNKNOWN_SIZE + 1) * (UNKNOWN_SIZE + 1); // wrapped at 4 GiB
    } else if (size > there) {
      warnings.add(
          "the file ends early: %d of %d frames are there"
              .formatted(there / stride, size / stride));
      size = there;
    }
    dataBytes = size - size % stride;
    return size;
  }

  private boolean chunksUntilEnd(long from) throws IOException {
    long at = from;
    for (int n = 0; n < MAX_CHUNKS && at + 8 <= length; n++) {
      ByteBuffer head = bytes(file, at, 8);
      for (int i = 0; i < 4; i++) {
        if (head.get(i) < ' ' || head.get(i) > '~') {
          return false;
        }
      }
      long size = Integer.toUnsignedLong(head.getInt(4));
      at += 8 + size + (size & 1);
    }
    return at == length || at == length + 1;
  }

  private void readInfo(long body, long size) throws IOException {
    ByteBuffer list = bytes(file, body, (int) Math.min(size, MAX_LIST_BYTES));
    if (list.remaining() < 4 || !id(list, 0).equals("INFO")) {
      return;
    }
    int at = 4;
    while (at + 8 <= list.remaining()) {
      String name = INFO_NAMES.get(id(list, at));
      long bytes = Integer.toUnsignedLong(list.getInt(at + 4));
      int from = at + 8;
      if (bytes > list.remaining() - from) {
        return;
      }
      if (name != null) {
        byte[] text = new byte[(int) bytes];
        list.get(from, text);
        tags.putIfAbsent(name, new String(text, StandardCharsets.UTF_8));
      }
      at = from + (int) bytes + (int) (bytes & 1);
    }
  }

  private static String id(ByteBuffer b, int at) {
    byte[] id = new byte[4];
    b.get(at, id);
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  /** Up to {@code count} bytes at a position; fewer at the end of the file. */
  private static ByteBuffer bytes(FileChannel file, long at, int count) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (b.hasRemaining() && file.read(b, at + b.position()) > 0) {}
    return b.flip();
  }
}
