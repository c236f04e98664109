package org.scanline.audio.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;

/** Reads WAV files of integer and float samples; any position at the cost of none. */
final class WavReader extends AudioReader {
  private static final int BLOCK_BYTES = 1 << 17;

  private final FileChannel file;
  private final WavHeader header;
  private final AudioFormat format;
  private final Tags tags;
  private final ByteBuffer block;
  private final SampleGuard guard = new SampleGuard();
  private long position;
  private @Nullable String readWarning;

  private WavReader(FileChannel file, WavHeader header, String container) {
    this.file = file;
    this.header = header;
    this.format =
        new AudioFormat(
            header.sampleRate,
            header.channels,
            header.frames(),
            header.encoding.codec,
            container,
            header.encoding.bits,
            header.layout());
    this.tags = new Tags(header.tags, null);
    int frames = Math.max(1, BLOCK_BYTES / header.stride);
    this.block = ByteBuffer.allocateDirect(frames * header.stride).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Opens a WAV file; null when it is another type of file or holds compressed samples. */
  static @Nullable WavReader tryOpen(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    WavReader reader = null;
    try {
      WavHeader header = WavHeader.matches(file) ? WavHeader.read(file) : null;
      if (header != null) {
        reader = new WavReader(file, header, "wav");
      }
      return reader;
    } finally {
      if (reader == null) {
        file.close();
      }
    }
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public Tags tags() {
    return tags;
  }

  @Override
  public AudioBuffer read(int maxFrames) throws AudioFileException {
    if (maxFrames < 1) {
      throw new IllegalArgumentException("maxFrames=" + maxFrames + " must be at least 1");
    }
    int frames = (int) Math.min(maxFrames, format.frames() - position);
    float[][] out = new float[header.channels][frames];
    int done = 0;
    while (done < frames) {
      int got = fill(Math.min(frames - done, block.capacity() / header.stride));
      if (got == 0) {
        return cutShort(out, done);
      }
      for (int c = 0; c < out.length; c++) {
        header.encoding.decode(block, c * header.encoding.bytes, header.stride, out[c], done, got);
      }
      guard.check(out, done, got, position);
      done += got;
      position += got;
    }
    return AudioBuffer.of(header.sampleRate, out);
  }

  /** Reads up to that many frames at the position into the block; fewer at the end only. */
  private int fill(int frames) throws AudioFileException {
    block.clear().limit(frames * header.stride);
    long at = header.dataStart + position * header.stride;
    try {
      while (block.hasRemaining() && file.read(block, at + block.position()) > 0) {}
    } catch (IOException e) {
      throw AudioFileException.reading(e);
    }
    return block.position() / header.stride;
  }

  /** The file became shorter while it was read. */
  private AudioBuffer cutShort(float[][] out, int done) {
    readWarning =
        "the file ends early: %d of %d frames are there".formatted(position, format.frames());
    return AudioBuffer.of(header.sampleRate, out).slice(0, done);
  }

  @Override
  public long skip(long frames) {
    if (frames < 0) {
      throw new IllegalArgumentException("frames=" + frames + " must not be negative");
    }
    long step = Math.min(frames, format.frames() - position);
    position += step;
    return step;
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>(header.warnings);
    if (readWarning != null) {
      all.add(readWarning);
    }
    all.addAll(guard.warnings());
    return List.copyOf(all);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(WavReader.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
    }
  }
}
