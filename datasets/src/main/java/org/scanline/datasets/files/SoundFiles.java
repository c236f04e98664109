package org.scanline.datasets.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.scanline.datasets.evaluation.EvaluationException;

/** Which files of a folder are sounds. */
public final class SoundFiles {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "wav", "wave", "w64", "rf64", "aif", "aiff", "aifc", "flac", "mp3", "ogg", "oga", "opus",
          "m4a", "mp4", "aac", "wma", "wv", "mka", "webm", "caf", "au");

  private SoundFiles() {}

  /** Whether a file bears the extension of a sound, and is a file. */
  public static boolean named(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0
        && !name.startsWith(".")
        && EXTENSIONS.contains(name.substring(dot + 1))
        && Files.isRegularFile(file);
  }

  /**
   * What lies in a folder, sorted by name.
   *
   * @throws EvaluationException when it cannot be read
   */
  public static List<Path> entries(Path folder) throws EvaluationException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new EvaluationException(
          folder + ": cannot be read; check who may access the folder", e);
    }
  }
}
