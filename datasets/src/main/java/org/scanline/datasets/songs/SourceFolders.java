package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the song maker finds its material; immutable.
 *
 * @param pool decoded recordings as `datasets/install-training-sources` lays them out
 * @param soundfonts folder with `sf2/` and `sf3/`, on Debian `/usr/share/sounds`
 * @param grooves library folder of the accompaniment program, on Debian `/usr/share/mma/lib`
 */
public record SourceFolders(Path pool, Path soundfonts, Path grooves) {
  /** The folders of a Debian machine with the pool at the given place. */
  public static SourceFolders debian(Path pool) {
    return new SourceFolders(pool, Path.of("/usr/share/sounds"), Path.of("/usr/share/mma/lib"));
  }

  /** What is missing for making songs, in words, or an empty list. */
  public List<String> missing() {
    return Stream.of(pool.resolve("sung"), pool.resolve("kits"), soundfonts.resolve("sf2"), grooves)
        .filter(folder -> !Files.isDirectory(folder))
        .map(folder -> "no folder " + folder + ": run datasets/install-training-sources first")
        .toList();
  }

  /** Recordings below a folder of the pool, sorted by path; empty when the folder is absent. */
  List<Path> recordings(String folder) throws IOException {
    return files(pool.resolve(folder), ".wav");
  }

  /** Names of the folders directly in a folder of the pool, sorted. */
  List<String> folders(String folder) throws IOException {
    Path root = pool.resolve(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  static List<Path> files(Path root, String suffix) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(root)) {
      return entries.filter(p -> p.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
