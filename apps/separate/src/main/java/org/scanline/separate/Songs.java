package org.scanline.separate;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;

/** Finds the songs that a user means. */
final class Songs {
  /** What counts as audio inside a folder; a file named by itself may be called anything. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "wav", "wave", "rf64", "w64", "aif", "aiff", "aifc", "flac", "mp3", "mp2", "ogg", "oga",
          "opus", "m4a", "m4b", "aac", "alac", "wma", "wv", "ape", "tta", "caf", "au", "mka", "mp4",
          "m4v", "mkv", "webm", "mov");

  private Songs() {}

  /**
   * One input of a run.
   *
   * @param path a file, or a folder that cannot be used
   * @param problem why it cannot be used; null for a file
   */
  record Song(Path path, @Nullable JobException problem) {}

  /** Files as they are, folders as the audio files directly in them, sorted; nothing twice. */
  static List<Song> of(List<Path> inputs) {
    List<Song> songs = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path input : inputs) {
      for (Song song :
          Files.isDirectory(input) ? inFolder(input) : List.of(new Song(input, null))) {
        if (seen.add(identity(song.path()))) {
          songs.add(song);
        }
      }
    }
    return songs;
  }

  private static List<Song> inFolder(Path folder) {
    List<Song> songs = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Songs::isAudio)) {
      entries.forEach(entry -> songs.add(new Song(entry, null)));
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(new Song(folder, problem("cannot read this folder: " + e.getMessage())));
    }
    if (songs.isEmpty()) {
      return List.of(
          new Song(
              folder, problem("no audio files in this folder; name a folder of songs, or a song")));
    }
    songs.sort(Comparator.comparing(Song::path));
    return songs;
  }

  private static JobException problem(String message) {
    return new JobException(Failure.INPUT, message);
  }

  private static boolean isAudio(Path path) {
    String name = String.valueOf(path.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(extension) && Files.isRegularFile(path);
  }

  private static Path identity(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
