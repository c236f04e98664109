package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;

/** Audio files of the pool and of the cache as sounds of this package. */
final class Recordings {
  private static final int BLOCK = 1 << 16;

  private Recordings() {}

  /** All frames of a mono or stereo file; mono appears in both channels. */
  static Sound read(Path file) throws IOException {
    return read(file, 0, Integer.MAX_VALUE);
  }

  static long frames(Path file) throws IOException {
    try (AudioReader reader = AudioReader.open(file)) {
      return reader.format().frames();
    }
  }

  /** At most `count` frames from frame `from` on. */
  static Sound read(Path file, long from, int count) throws IOException {
    try (AudioReader reader = AudioReader.open(file)) {
      if (reader.format().sampleRate() != Sound.RATE || reader.format().channels() > 2) {
        throw new IOException("not mono or stereo at 44.1 kHz: " + file);
      }
      reader.skip(from);
      long left = Math.max(0, reader.format().frames() - from);
      Sound sound = new Sound((int) Math.min(count, left));
      boolean mono = reader.format().channels() == 1;
      for (int at = 0; at < sound.frames(); ) {
        AudioBuffer block = reader.read(Math.min(BLOCK, sound.frames() - at));
        if (block.isEmpty()) {
          throw new IOException("file ends early: " + file);
        }
        System.arraycopy(block.channel(0), 0, sound.left, at, block.frames());
        System.arraycopy(block.channel(mono ? 0 : 1), 0, sound.right, at, block.frames());
        at += block.frames();
      }
      return sound;
    }
  }

  /**
   * Writes 16-bit stereo; a sample that does not fit is an error, because clipped stems would not
   * add up.
   */
  static void write(Path file, Sound sound) throws IOException {
    try (AudioWriter writer =
        AudioWriter.create(file, OutputFormat.of(Codec.WAV_16), Sound.RATE, 2, Tags.NONE)) {
      writer.write(AudioBuffer.of(Sound.RATE, sound.left, sound.right));
      if (writer.clipped() > 0) {
        throw new IOException(writer.clipped() + " samples do not fit 16 bits in " + file);
      }
    }
  }
}
