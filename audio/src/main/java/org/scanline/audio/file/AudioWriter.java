package org.scanline.audio.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/**
 * Writes sound to exactly the given path, by blocks; an existing file is overwritten.
 *
 * <p>Every format decodes back to exactly the frames written, encoder delay and padding cut off by
 * what the file says about them (in MP3 from 47 frames on: its tag cannot tell shorter sounds
 * apart). The same sound, format and tags give the same bytes. Integer formats round to the nearest
 * step (ties to even) without dither and clamp at full scale; {@link #clipped()} counts the samples
 * that were clamped. One thread at a time.
 */
public abstract class AudioWriter implements AutoCloseable {
  /** For this package's writers. */
  AudioWriter() {}

  /**
   * Creates the file and writes its header, so that a folder without room or permission shows now.
   *
   * @param sampleRate in Hz, legal for the format (see {@link OutputFormat#nearestRate})
   * @param channels with their usual loudspeakers
   * @param tags written where the container holds them (the cover: FLAC, MP3, Opus, M4A)
   * @throws AudioFileException when the file cannot be written or the format cannot hold the sound
   */
  public static AudioWriter create(
      Path file, OutputFormat format, int sampleRate, int channels, Tags tags)
      throws AudioFileException {
    if (sampleRate < AudioBuffer.MIN_RATE
        || sampleRate > AudioBuffer.MAX_RATE
        || format.nearestRate(sampleRate) != sampleRate) {
      throw new AudioFileException(
          "%s cannot hold %d Hz; resample to %d Hz or choose WAV"
              .formatted(format.codec(), sampleRate, format.nearestRate(sampleRate)));
    }
    if (channels < 1 || channels > format.maxChannels()) {
      throw new AudioFileException(
          "%s cannot hold %d channels; use at most %d or choose WAV"
              .formatted(format.codec(), channels, format.maxChannels()));
    }
    ChannelLayout layout = ChannelLayout.usual(channels);
    if (format.codec().wav()) {
      return new WavWriter(file, format.codec(), sampleRate, layout, tags);
    }
    return new LibavWriter(file, LibavCodec.of(format, channels), sampleRate, layout, tags);
  }

  /**
   * Appends a block.
   *
   * @throws IllegalArgumentException when rate or channels differ, or a sample is not a number
   * @throws AudioFileException when the disk is full or the file cannot be written on
   */
  public abstract void write(AudioBuffer block) throws AudioFileException;

  /** Frames written so far. */
  public abstract long frames();

  /** Samples that lay outside full scale and were clamped (integer formats). */
  public abstract long clipped();

  /**
   * Finishes the file and forces it to the disk; harmless when called again or after abort.
   *
   * @throws AudioFileException when the rest cannot be written: the file is not usable then
   */
  @Override
  public abstract void close() throws AudioFileException;

  /** Gives up: closes and deletes the file, without an error of its own. */
  public abstract void abort();

  /** Deletes an unfinished file; never a device or a pipe that was written to. */
  static void discard(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.getLogger(AudioWriter.class.getName()).log(System.Logger.Level.DEBUG, "abort", e);
    }
  }
}
