package org.scanline.datasets.songs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Makes training songs as 16-bit stereo stems at 44.1 kHz, one folder a song.
 *
 * <p>Song n of a seed is the same whenever and in whatever order it is made. A song is written into
 * a folder ending in `.part` that is renamed when it is complete; songs that exist are kept, so
 * that an interrupted run is taken up by running it again. Thread-safe: a maker holds only what it
 * has read of its sources.
 */
public final class SongMaker {
  private static final double ACCOMPANIED = 1 / 6.0;

  private final Settings settings;
  private final Instruments instruments;

  /**
   * What to make.
   *
   * @param seed any number; another seed gives other songs
   * @param split which voices, grooves, kits and soundfonts may be used
   * @param threads songs made at the same time, 1 or more
   */
  public record Settings(long seed, Split split, int threads) {
    /** Checks the number of threads. */
    public Settings {
      if (threads < 1) {
        throw new IllegalArgumentException("threads=" + threads + " must be at least 1");
      }
    }
  }

  /** Is told of every finished song, from the thread that made it. */
  @FunctionalInterface
  public interface Progress {
    /**
     * `done` of `total` songs exist now; `made` says whether this one was made or was there
     * already.
     */
    void song(int done, int total, Path folder, boolean made);
  }

  /** Reads the lists of sources; throws when soundfonts, voices or grooves are missing. */
  public SongMaker(SourceFolders sources, Settings settings) throws IOException {
    this.settings = settings;
    this.instruments = new Instruments(sources, settings.split());
  }

  /** Makes songs first .. first+count-1 below `folder`, in folders named by six digits. */
  public void make(int first, int count, Path folder, Progress progress) throws IOException {
    Files.createDirectories(folder);
    ExecutorService pool = Executors.newFixedThreadPool(settings.threads());
    try {
      AtomicInteger done = new AtomicInteger();
      List<Future<Void>> songs = new ArrayList<>();
      for (int i = first; i < first + count; i++) {
        int index = i;
        Callable<Void> task =
            () -> {
              Path target = folder.resolve(String.format(Locale.ROOT, "%06d", index));
              boolean missing = !Files.exists(target);
              if (missing) {
                make(index, target);
              }
              progress.song(done.incrementAndGet(), count, target, missing);
              return null;
            };
        songs.add(pool.submit(task));
      }
      for (Future<Void> song : songs) {
        await(song);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(Future<Void> song) throws IOException {
    try {
      song.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io
          ? io
          : new IOException("song not made: " + cause, cause);
    }
  }

  private void make(int index, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    erase(part);
    Files.createDirectories(part);
    Path scratch = Files.createTempDirectory("song");
    try {
      Song song = song(index, scratch);
      for (Map.Entry<String, Sound> stem : song.stems.entrySet()) {
        Recordings.write(part.resolve(stem.getKey() + ".wav"), stem.getValue());
      }
      Files.writeString(
          part.resolve("song.json"), description(index, song), StandardCharsets.UTF_8);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      erase(scratch);
      erase(part);
    }
  }

  private Song song(int index, Path scratch) throws IOException {
    long seed = settings.split() == Split.TRAIN ? settings.seed() : ~settings.seed();
    Draw draw = Draw.of(seed, index);
    int frames = (int) (draw.range(20, 24) * Sound.RATE);
    Arranger arranger = new Arranger(instruments, scratch);
    boolean accompanied = draw.chance(ACCOMPANIED) && !instruments.music.isEmpty();
    Draw inner = draw.part();
    Song song =
        accompanied ? arranger.accompanied(frames, inner) : arranger.generated(frames, inner);
    song.remark("kind", accompanied ? "accompaniment" : "generated");
    Mixdown.balance(song.stems, draw.part());
    return song;
  }

  private String description(int index, Song song) {
    StringBuilder json = new StringBuilder("{\n");
    json.append("  \"seed\": ").append(settings.seed()).append(",\n");
    json.append("  \"index\": ").append(index).append(",\n");
    json.append("  \"split\": ")
        .append(quoted(settings.split().name().toLowerCase(Locale.ROOT)))
        .append(",\n");
    song.remarks.forEach(
        (name, value) ->
            json.append("  ")
                .append(quoted(name))
                .append(": ")
                .append(quoted(value))
                .append(",\n"));
    json.append("  \"sources\": ").append(list(song.sources)).append(",\n");
    json.append("  \"licences\": ").append(list(Licences.of(song.sources))).append("\n}\n");
    return json.toString();
  }

  private static String list(Iterable<String> values) {
    List<String> quoted = new ArrayList<>();
    values.forEach(value -> quoted.add(quoted(value)));
    return "[" + String.join(", ", quoted) + "]";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void erase(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      entries
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
