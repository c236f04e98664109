package org.scanline.datasets.evaluation;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioFormat;
import org.scanline.audio.file.AudioReader;

/**
 * Reads the parts of a song side by side, by blocks, and adds them up.
 *
 * <p>The song is as long as its longest part: shorter ones end in zeros. Where one part is in
 * stereo, mono ones are heard on both sides. Memory: one block. One thread at a time.
 */
final class SongReader implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final StemFolder song;
  private final Map<String, AudioReader> readers = new LinkedHashMap<>();
  private int sampleRate;
  private int channels = 1;
  private long frames;

  private SongReader(StemFolder song) {
    this.song = song;
  }

  /**
   * Opens all files of a song.
   *
   * @throws EvaluationException when one cannot be read or they do not fit together
   */
  static SongReader open(StemFolder song) throws EvaluationException {
    SongReader reader = new SongReader(song);
    try {
      for (Map.Entry<String, Path> file : song.files().entrySet()) {
        reader.add(file.getKey(), file.getValue());
      }
      return reader;
    } catch (EvaluationException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void add(String part, Path file) throws EvaluationException {
    AudioReader reader;
    try {
      reader = AudioReader.open(file);
    } catch (AudioFileException e) {
      throw failure(file, e);
    }
    readers.put(part, reader);
    AudioFormat format = reader.format();
    if (format.channels() > 2) {
      throw new EvaluationException(
          "%s: has %d channels; wanted mono or stereo".formatted(file, format.channels()));
    }
    if (sampleRate != 0 && sampleRate != format.sampleRate()) {
      throw new EvaluationException(
          "%s: has %d Hz, other stems of the song %d Hz; bring them to one rate"
              .formatted(file, format.sampleRate(), sampleRate));
    }
    sampleRate = format.sampleRate();
    channels = Math.max(channels, format.channels());
    frames = frames < 0 || format.frames() < 0 ? -1 : Math.max(frames, format.frames());
  }

  private static EvaluationException failure(Path file, AudioFileException cause) {
    return new EvaluationException(file + ": " + cause.getMessage(), cause);
  }

  int sampleRate() {
    return sampleRate;
  }

  /** 1 or 2. */
  int channels() {
    return channels;
  }

  /** Length in seconds, NaN when a file does not say. */
  double seconds() {
    return frames < 0 ? Double.NaN : (double) frames / sampleRate;
  }

  /**
   * The next block; without frames at the end.
   *
   * @throws EvaluationException when a file cannot be read on
   */
  SongBlock read() throws EvaluationException {
    Map<String, float[][]> blocks = new LinkedHashMap<>();
    int longest = 0;
    for (Map.Entry<String, AudioReader> entry : readers.entrySet()) {
      float[][] block = new float[channels][BLOCK];
      try {
        longest = Math.max(longest, fill(entry.getValue(), block));
      } catch (AudioFileException e) {
        throw failure(song.files().getOrDefault(entry.getKey(), song.folder()), e);
      }
      blocks.put(entry.getKey(), block);
    }
    Map<String, AudioBuffer> parts = new LinkedHashMap<>();
    for (Map.Entry<String, float[][]> entry : blocks.entrySet()) {
      float[][] block = entry.getValue();
      for (int c = 0; c < channels; c++) {
        block[c] = longest == BLOCK ? block[c] : Arrays.copyOf(block[c], longest);
      }
      parts.put(entry.getKey(), AudioBuffer.of(sampleRate, block));
    }
    return SongBlock.of(sampleRate, channels, longest, parts);
  }

  private static int fill(AudioReader reader, float[][] block) throws AudioFileException {
    int filled = 0;
    while (filled < BLOCK) {
      AudioBuffer piece = reader.read(BLOCK - filled);
      if (piece.isEmpty()) {
        break;
      }
      for (int c = 0; c < block.length; c++) {
        float[] samples = piece.channel(Math.min(c, piece.channels() - 1));
        System.arraycopy(samples, 0, block[c], filled, piece.frames());
      }
      filled += piece.frames();
    }
    return filled;
  }

  @Override
  public void close() {
    readers.values().forEach(AudioReader::close);
  }
}
