package org.scanline.audio.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/** Writes files through FFmpeg, re-blocked to the encoder's frames. */
final class LibavWriter extends AudioWriter {
  private final Path path;
  private final LibavOutput output;
  private final int sampleRate;
  private final float[][] pending;
  private int filled;
  private long encoded;
  private long clipped;
  private boolean closed;

  LibavWriter(Path path, LibavCodec codec, int sampleRate, ChannelLayout layout, Tags tags)
      throws AudioFileException {
    this.path = path;
    this.sampleRate = sampleRate;
    Libav.demand();
    try {
      output = new LibavOutput(path, codec, sampleRate, layout, tags);
    } catch (AudioFileException e) {
      discard(path);
      throw e;
    }
    pending = new float[layout.channels()][output.blockFrames()];
  }

  @Override
  public void write(AudioBuffer block) throws AudioFileException {
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
    block.demand(sampleRate, pending.length);
    SampleGuard.demandNumbers(block);
    for (int at = 0; at < block.frames(); ) {
      int step = Math.min(pending[0].length - filled, block.frames() - at);
      for (int c = 0; c < pending.length; c++) {
        System.arraycopy(block.channel(c), at, pending[c], filled, step);
      }
      at += step;
      filled += step;
      if (filled == pending[0].length) {
        encode();
      }
    }
  }

  private void encode() throws AudioFileException {
    clipped += output.encode(pending, 0, filled, encoded);
    encoded += filled;
    filled = 0;
  }

  @Override
  public long frames() {
    return encoded + filled;
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
    try (output) {
      if (filled > 0) {
        encode();
      }
      output.finish();
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.force(true);
    } catch (IOException e) {
      throw AudioFileException.writing(e);
    }
  }

  @Override
  public void abort() {
    closed = true;
    output.close();
    discard(path);
  }
}
