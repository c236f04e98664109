package org.scanline.datasets.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The finished songs of a folder, as the song maker leaves them; read by segments. Thread-safe.
 *
 * @param songs folders with one WAV file a stem, sorted by name
 */
record SongCache(List<Path> songs) {

  SongCache {
    songs = List.copyOf(songs);
  }

  /**
   * Lists the songs that are there now.
   *
   * @throws IOException when the folder cannot be read or holds no song
   */
  static SongCache of(Path folder) throws IOException {
    List<Path> songs = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(song -> Files.isRegularFile(song.resolve("vocals.wav")))
          .sorted()
          .forEach(songs::add);
    }
    if (songs.isEmpty()) {
      throw new IOException("no songs in " + folder + "; make some with: scanline train songs");
    }
    return new SongCache(songs);
  }

  /** Whether the song has all four stems apart, not only vocals and accompaniment. */
  static boolean isComplete(Path song) {
    return Files.isRegularFile(song.resolve("drums.wav"));
  }
}
