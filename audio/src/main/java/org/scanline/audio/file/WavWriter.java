package org.scanline.audio.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/**
 * Writes WAV files: RIFF with a reserved chunk that becomes the RF64 size table when the file grows
 * beyond 4 GiB (EBU Tech 3306). Sizes are filled in by {@link #close()}.
 */
final class WavWriter extends AudioWriter {
  private static final int BLOCK_FRAMES = 16_384;
  private static final int RESERVED = 28;
  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71
  };
  private static final Map<String, String> INFO_IDS = infoIds();

  private final Path path;
  private final FileChannel file;
  private final WavEncoding encoding;
  private final int sampleRate;
  private final ChannelLayout layout;
  private final long riffLimit;
  private final ByteBuffer block;
  private final long dataStart;
  private long frames;
  private long clipped;
  private boolean closed;

  WavWriter(Path path, Codec codec, int sampleRate, ChannelLayout layout, Tags tags)
      throws AudioFileException {
    this(path, codec, sampleRate, layout, tags, 0xFFFF_FFFFL);
  }

  /** As above, with the size in bytes from which RF64 is written (for tests). */
  WavWriter(Path path, Codec codec, int sampleRate, ChannelLayout layout, Tags tags, long riffLimit)
      throws AudioFileException {
    this.path = path;
    this.encoding = WavEncoding.of(codec);
    this.sampleRate = sampleRate;
    this.layout = layout;
    this.riffLimit = riffLimit;
    this.block = ByteBuffer.allocateDirect(BLOCK_FRAMES * stride()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer head = head(tags);
    this.dataStart = head.remaining();
    try {
      file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw AudioFileException.writing(e);
    }
    try {
      put(head, 0);
    } catch (AudioFileException e) {
      abort();
      throw e;
    }
  }

  private int stride() {
    return encoding.bytes * layout.channels();
  }

  private ByteBuffer head(Tags tags) {
    byte[] info = info(tags);
    ByteBuffer b = ByteBuffer.allocate(256 + info.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("RIFF")).putInt(0).put(ascii("WAVE"));
    b.put(ascii("JUNK")).putInt(RESERVED).put(new byte[RESERVED]);
    boolean extensible = layout.channels() > 2;
    boolean isFloat = encoding == WavEncoding.F32;
    int tag = isFloat ? 3 : 1;
    b.put(ascii("fmt ")).putInt(extensible ? 40 : isFloat ? 18 : 16);
    b.putShort((short) (extensible ? 0xFFFE : tag)).putShort((short) layout.channels());
    b.putInt(sampleRate).putInt(sampleRate * stride());
    b.putShort((short) stride()).putShort((short) encoding.bits);
    if (extensible) {
      b.putShort((short) 22).putShort((short) encoding.bits).putInt((int) layout.speakers());
      b.putShort((short) tag).put(GUID_TAIL);
    } else if (isFloat) {
      b.putShort((short) 0);
    }
    if (isFloat) {
      b.put(ascii("fact")).putInt(4).putInt(0);
    }
    return b.put(info).put(ascii("data")).putInt(0).flip();
  }

  private static byte[] info(Tags tags) {
    ByteBuffer b = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("LIST")).putInt(0).put(ascii("INFO"));
    INFO_IDS.forEach(
        (name, id) -> {
          byte[] text = tags.fields().getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
          int padded = (text.length + 2) & ~1; // a NUL, then an even length
          if (text.length > 0 && padded + 8 <= b.remaining()) {
            b.put(ascii(id)).putInt(padded).put(text).put(new byte[padded - text.length]);
          }
        });
    if (b.position() == 12) {
      return new byte[0];
    }
    b.putInt(4, b.position() - 8);
    byte[] list = new byte[b.position()];
    b.get(0, list);
    return list;
  }

  @Override
  public void write(AudioBuffer audio) throws AudioFileException {
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
    audio.demand(sampleRate, layout.channels());
    SampleGuard.demandNumbers(audio);
    for (int from = 0; from < audio.frames(); from += BLOCK_FRAMES) {
      int count = Math.min(BLOCK_FRAMES, audio.frames() - from);
      for (int c = 0; c < audio.channels(); c++) {
        clipped +=
            encoding.encode(audio.channel(c), block, c * encoding.bytes, stride(), from, count);
      }
      block.position(0).limit(count * stride());
      put(block, dataStart + frames * stride());
      frames += count;
      block.clear();
    }
  }

  private void put(ByteBuffer bytes, long at) throws AudioFileException {
    try {
      long place = at;
      while (bytes.hasRemaining()) {
        place += file.write(bytes, place);
      }
    } catch (IOException e) {
      throw AudioFileException.writing(e);
    }
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public long clipped() {
    return clipped;
  }

  @Override
  public void close() throws AudioFileException {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      long dataBytes = frames * stride();
      long end = dataStart + dataBytes;
      if ((dataBytes & 1) == 1) {
        put(ByteBuffer.allocate(1), end++);
      }
      finishHead(dataBytes, end);
      file.force(true);
    } catch (IOException e) {
      throw AudioFileException.writing(e);
    }
  }

  private void finishHead(long dataBytes, long end) throws AudioFileException {
    boolean large = end - 8 >= riffLimit;
    ByteBuffer start = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    start.put(ascii(large ? "RF64" : "RIFF")).putInt(large ? -1 : (int) (end - 8));
    start.put(ascii("WAVE")).put(ascii(large ? "ds64" : "JUNK")).putInt(RESERVED);
    if (large) {
      start.putLong(end - 8).putLong(dataBytes).putLong(frames);
    }
    put(start.rewind(), 0);
    put(size(large ? -1 : (int) dataBytes), dataStart - 4);
    if (encoding == WavEncoding.F32) {
      int formatBytes = layout.channels() > 2 ? 40 : 18;
      put(size(large ? -1 : (int) frames), 48 + 8 + formatBytes + 8);
    }
  }

  @Override
  public void abort() {
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(WavWriter.class.getName()).log(System.Logger.Level.DEBUG, "abort", e);
    }
    discard(path);
  }

  private static ByteBuffer size(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
  }

  private static byte[] ascii(String id) {
    return id.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Map<String, String> infoIds() {
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("title", "INAM");
    ids.put("artist", "IART");
    ids.put("album", "IPRD");
    ids.put("date", "ICRD");
    ids.put("track", "IPRT");
    ids.put("genre", "IGNR");
    ids.put("composer", "IMUS");
    ids.put("comment", "ICMT");
    return ids;
  }
}
