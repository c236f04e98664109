package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioFormat;
import org.scanline.audio.file.AudioReader;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Reads true and estimated stems of one track side by side, by blocks of one shape.
 *
 * <p>The track is as long as its longest true stem: shorter ones end in zeros, and estimates are
 * filled up or cut to it, as museval does. Where one sound is in stereo, mono ones are heard on
 * both sides. Memory: one block. One thread at a time.
 */
final class PairedSounds implements AutoCloseable {
  private static final int BLOCK = 1 << 15;

  /**
   * A stretch of a track.
   *
   * @param frames its length; 0 at the end
   * @param references by name
   * @param estimates by name, of the same shape
   */
  record Block(
      int frames, Map<String, AudioBuffer> references, Map<String, AudioBuffer> estimates) {}

  /** A stem that is being read. */
  private static final class Part {
    private final StemSource source;
    private final AudioReader reader;
    private long heard;

    Part(StemSource source) throws EvaluationException {
      this.source = source;
      this.reader = source.open();
    }

    /** Fills up to that many frames; fewer at the end only. */
    int fill(float[][] block, int frames) throws EvaluationException {
      int filled = 0;
      try {
        while (filled < frames) {
          AudioBuffer piece = reader.read(frames - filled);
          if (piece.isEmpty()) {
            break;
          }
          for (int c = 0; c < block.length; c++) {
            float[] samples = piece.channel(Math.min(c, piece.channels() - 1));
            System.arraycopy(samples, 0, block[c], filled, piece.frames());
          }
          filled += piece.frames();
        }
      } catch (AudioFileException e) {
        throw source.failure(e);
      }
      heard += filled;
      return filled;
    }
  }

  private final Map<String, Part> references = new LinkedHashMap<>();
  private final Map<String, Part> estimates = new LinkedHashMap<>();
  private int sampleRate;
  private int channels = 1;
  private long length;
  private long frames;

  private PairedSounds() {}

  /**
   * Opens the stems.
   *
   * @throws EvaluationException when one cannot be read or they do not fit together
   */
  static PairedSounds open(Map<String, StemSource> references, Map<String, StemSource> estimates)
      throws EvaluationException {
    PairedSounds sounds = new PairedSounds();
    try {
      for (Map.Entry<String, StemSource> stem : references.entrySet()) {
        sounds.references.put(stem.getKey(), sounds.part(stem.getValue()));
      }
      for (Part part : sounds.references.values()) {
        long known = part.reader.format().frames();
        sounds.length = known < 0 || sounds.length < 0 ? -1 : Math.max(known, sounds.length);
      }
      for (Map.Entry<String, StemSource> stem : estimates.entrySet()) {
        sounds.estimates.put(stem.getKey(), sounds.part(stem.getValue()));
      }
      return sounds;
    } catch (EvaluationException | RuntimeException e) {
      sounds.close();
      throw e;
    }
  }

  private Part part(StemSource source) throws EvaluationException {
    Part part = new Part(source);
    AudioFormat format = part.reader.format();
    String problem = "";
    if (format.channels() > 2) {
      problem = "has %d channels; wanted mono or stereo".formatted(format.channels());
    } else if (sampleRate != 0 && sampleRate != format.sampleRate()) {
      problem =
          "has %d Hz, other stems of the track %d Hz; bring them to one rate"
              .formatted(format.sampleRate(), sampleRate);
    }
    if (!problem.isEmpty()) {
      part.reader.close();
      throw new EvaluationException(source + ": " + problem);
    }
    sampleRate = format.sampleRate();
    channels = Math.max(channels, format.channels());
    return part;
  }

  int sampleRate() {
    return sampleRate;
  }

  /** 1 or 2. */
  int channels() {
    return channels;
  }

  /** Frames read so far. */
  long frames() {
    return frames;
  }

  /** How much of the track is read, NaN when its files do not say how long they are. */
  double fraction() {
    return length <= 0 ? Double.NaN : Math.min(1, (double) frames / length);
  }

  /**
   * The next block; without frames at the end.
   *
   * @throws EvaluationException when a file cannot be read on
   */
  Block read() throws EvaluationException {
    Map<String, float[][]> truth = new LinkedHashMap<>();
    int longest = 0;
    for (Map.Entry<String, Part> entry : references.entrySet()) {
      float[][] block = new float[channels][BLOCK];
      longest = Math.max(longest, entry.getValue().fill(block, BLOCK));
      truth.put(entry.getKey(), block);
    }
    Map<String, AudioBuffer> guesses = new LinkedHashMap<>();
    for (Map.Entry<String, Part> entry : estimates.entrySet()) {
      float[][] block = new float[channels][longest];
      entry.getValue().fill(block, longest);
      guesses.put(entry.getKey(), AudioBuffer.of(sampleRate, block));
    }
    Map<String, AudioBuffer> cut = new LinkedHashMap<>();
    for (Map.Entry<String, float[][]> entry : truth.entrySet()) {
      AudioBuffer block = AudioBuffer.of(sampleRate, entry.getValue());
      cut.put(entry.getKey(), block.slice(0, longest));
    }
    frames += longest;
    return new Block(longest, cut, guesses);
  }

  /**
   * What was odd about the files, one line each; after the last block.
   *
   * @throws EvaluationException when a file cannot be read on
   */
  List<String> notes() throws EvaluationException {
    List<String> notes = new ArrayList<>();
    for (Part part : estimates.values()) {
      boolean more = part.heard == frames && part.fill(new float[channels][1], 1) > 0;
      if (part.heard < frames) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: ends %d samples before the true stems; zeros take their place",
                part.source,
                frames - part.heard));
      } else if (more) {
        notes.add(part.source + ": goes on after the end of the true stems; cut off");
      }
    }
    for (Collection<Part> parts : List.of(references.values(), estimates.values())) {
      for (Part part : parts) {
        part.reader.warnings().forEach(warning -> notes.add(part.source + ": " + warning));
        if (part.reader.format().channels() < channels) {
          notes.add(part.source + ": mono among stereo; heard on both sides");
        }
      }
    }
    return notes;
  }

  /** Names of the true stems that are read. */
  Set<String> references() {
    return references.keySet();
  }

  @Override
  public void close() {
    references.values().forEach(part -> part.reader.close());
    estimates.values().forEach(part -> part.reader.close());
  }
}
