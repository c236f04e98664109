package org.scanline.datasets.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;

/**
 * Makes training examples from cached songs: mostly stems of unrelated songs, sometimes a song as
 * it is, sometimes real music under a voice (Jeon et al. 2024, Why does music source separation
 * benefit from cacophony?).
 *
 * <p>An example is a function of its number and the seed alone. Thread-safe.
 */
final class RemixSampler {
  static final List<String> STEMS = List.of("vocals", "drums", "bass", "other");
  private static final int VOCALS = 0;
  private static final int OTHER = 3;
  private static final double COHERENT = 0.25;
  private static final double GAIN_DB = 8;
  private static final double[] SILENT = {0.15, 0.08, 0.1, 0.06};
  private static final double[] DOUBLED = {0.12, 0.05, 0, 0.25};

  private final List<Path> songs;
  private final List<Path> backings;
  private final int frames;
  private final long seed;

  /**
   * Creates a sampler.
   *
   * @param frames samples a channel of an example
   */
  RemixSampler(SongCache cache, int frames, long seed) {
    songs = cache.songs().stream().filter(SongCache::isComplete).toList();
    backings = cache.songs().stream().filter(song -> !SongCache.isComplete(song)).toList();
    if (songs.isEmpty()) {
      throw new IllegalArgumentException("no song with four stems among the training songs");
    }
    this.frames = frames;
    this.seed = seed;
  }

  /**
   * One example.
   *
   * @param stems samples by stem and channel; they add up to the mixture
   * @param apart false when drums, bass and other are one accompaniment, which stands under "other"
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Example(float[][][] stems, boolean apart) {}

  /** Makes example number {@code index}. */
  Example example(long index) throws IOException {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
    double kind = random.nextDouble();
    double share = backings.isEmpty() ? 0 : 0.15;
    if (kind < share) {
      return backed(random);
    }
    return kind < share + COHERENT ? coherent(random) : remixed(random);
  }

  private Example backed(SplittableRandom random) throws IOException {
    float[][][] stems = new float[STEMS.size()][2][frames];
    Path backing = pick(backings, random);
    add(stems[OTHER], backing, "accompaniment", random.nextDouble(), speed(random), 1, random);
    if (random.nextDouble() > SILENT[VOCALS]) {
      vary(stems[VOCALS], "vocals", random);
    }
    return new Example(stems, false);
  }

  private Example coherent(SplittableRandom random) throws IOException {
    float[][][] stems = new float[STEMS.size()][2][frames];
    Path song = pick(songs, random);
    double place = random.nextDouble();
    double speed = speed(random);
    for (int s = 0; s < stems.length; s++) {
      float gain = decibels(random.nextDouble(-GAIN_DB / 2, GAIN_DB / 2));
      add(stems[s], song, STEMS.get(s), place, speed, gain, null);
    }
    return new Example(stems, true);
  }

  private Example remixed(SplittableRandom random) throws IOException {
    float[][][] stems = new float[STEMS.size()][2][frames];
    for (int s = 0; s < stems.length; s++) {
      if (random.nextDouble() < SILENT[s]) {
        continue;
      }
      vary(stems[s], STEMS.get(s), random);
      if (random.nextDouble() < DOUBLED[s]) {
        vary(stems[s], STEMS.get(s), random);
      }
    }
    return new Example(stems, true);
  }

  private void vary(float[][] into, String stem, SplittableRandom random) throws IOException {
    float gain = decibels(random.nextDouble(-GAIN_DB, GAIN_DB));
    Path song = pick(songs, random);
    add(into, song, stem, random.nextDouble(), speed(random), gain, random);
  }

  /**
   * Adds a piece of a stem, played faster or slower; with a generator, swapped and inverted too.
   */
  private void add(
      float[][] into,
      Path song,
      String stem,
      double place,
      double speed,
      float gain,
      @Nullable SplittableRandom random)
      throws IOException {
    int needed = (int) Math.ceil(frames * speed) + 4;
    AudioBuffer piece;
    try (AudioReader reader = AudioReader.open(song.resolve(stem + ".wav"))) {
      long slack = Math.max(0, reader.format().frames() - needed);
      reader.skip((long) (place * slack));
      piece = reader.read(needed);
    }
    boolean swap = random != null && random.nextBoolean();
    float signed = random != null && random.nextBoolean() ? -gain : gain;
    for (int c = 0; c < 2; c++) {
      float[] from = piece.channel(Math.min(piece.channels() - 1, swap ? 1 - c : c));
      mix(into[c], from, speed, signed);
    }
  }

  /** Adds {@code from} at another speed, by cubic interpolation. */
  private static void mix(float[] into, float[] from, double speed, float gain) {
    for (int i = 0; i < into.length; i++) {
      double at = i * speed;
      int n = (int) at;
      if (n + 3 >= from.length) {
        return;
      }
      float t = (float) (at - n);
      float a = from[n];
      float b = from[n + 1];
      float c = from[n + 2];
      float d = from[n + 3];
      float slope = 0.5f * (c - a);
      float bend = a - 2.5f * b + 2 * c - 0.5f * d;
      float twist = 0.5f * (d - a) + 1.5f * (b - c);
      into[i] += gain * (b + t * (slope + t * (bend + t * twist)));
    }
  }

  /** Half of the pieces keep their speed; the rest move by up to three semitones. */
  private static double speed(SplittableRandom random) {
    return random.nextBoolean() ? 1 : Math.pow(2, random.nextDouble(-3, 3) / 12);
  }

  private static float decibels(double gain) {
    return (float) Math.pow(10, gain / 20);
  }

  private static Path pick(List<Path> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
