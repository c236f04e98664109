package org.scanline.audio.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.scanline.audio.AudioBuffer;

/**
 * Reads a file's sound by blocks, at the file's own sample rate and channel count.
 *
 * <p>WAV (RIFF, RF64, BW64; integers of 8 to 32 bits, floats) is read by our own code, everything
 * else that FFmpeg decodes (AIFF, FLAC, MP3, Ogg, Opus, M4A, the sound track of a video...) through
 * its libraries, local files only. Memory does not grow with the length of the file. Samples that
 * are not numbers, or beyond 10^6 times full scale, come as 0 with a warning. A file that ends
 * early gives what is there, with a warning. One thread at a time.
 */
public abstract class AudioReader implements AutoCloseable {
  /** For this package's readers. */
  AudioReader() {}

  /**
   * Opens a file and reads as much as it takes to know its format.
   *
   * @throws AudioFileException when it is missing, a folder, empty, damaged or without sound
   */
  public static AudioReader open(Path file) throws AudioFileException {
    return open(file, -1);
  }

  /**
   * Opens one of a file's sound tracks, such as the stems of a .stem.mp4.
   *
   * @param number of the sound track, from 0; -1 for the main one, which is what {@link
   *     #open(Path)} takes
   * @throws AudioFileException when the file cannot be read or has fewer sound tracks
   */
  public static AudioReader open(Path file, int number) throws AudioFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new AudioFileException("this is a folder; name an audio file");
      }
      if (!Files.exists(file)) {
        throw new AudioFileException("no such file; check the path");
      }
      if (Files.isRegularFile(file) && Files.size(file) == 0) {
        throw new AudioFileException("the file is empty (0 bytes); fetch or export it again");
      }
      AudioReader wav = number > 0 ? null : WavReader.tryOpen(file);
      return demandSound(wav != null ? wav : LibavReader.decode(file, number));
    } catch (IOException e) {
      throw AudioFileException.reading(e);
    }
  }

  private static AudioReader demandSound(AudioReader reader) throws AudioFileException {
    if (reader.format().frames() != 0) {
      return reader;
    }
    reader.close();
    throw new AudioFileException("the file holds no sound (0 samples); fetch or export it again");
  }

  /** What the file says about its sound. */
  public abstract AudioFormat format();

  /** What the file says about its music. */
  public abstract Tags tags();

  /**
   * Decodes the next block.
   *
   * @param maxFrames at least 1
   * @return between 1 and maxFrames frames; without frames at the end
   * @throws AudioFileException when the file cannot be read on
   */
  public abstract AudioBuffer read(int maxFrames) throws AudioFileException;

  /**
   * Moves on without giving out samples; sample-exact.
   *
   * @param frames at least 0
   * @return how many frames were skipped: fewer only when the end came first
   */
  public abstract long skip(long frames) throws AudioFileException;

  /** What was odd about the file so far, one line each, without its name; more may come later. */
  public abstract List<String> warnings();

  @Override
  public abstract void close();
}
