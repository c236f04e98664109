package org.scanline.jobs;

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

/**
 * Finds the files that a user means: files as they are, folders as the files of a medium directly
 * in them.
 *
 * @param extensions what counts as the medium inside a folder; a file named by itself may be called
 *     anything
 * @param medium in words, such as {@code audio files}
 * @param advice what to name instead of a folder that has none
 */
public record InputFiles(Set<String> extensions, String medium, String advice) {

  /**
   * One input of a run.
   *
   * @param path a file, or a folder that cannot be used
   * @param problem why it cannot be used; null for a file
   */
  public record Input(Path path, @Nullable JobException problem) {}

  /** Files as they are, folders as the medium's files directly in them, sorted; nothing twice. */
  public List<Input> of(List<Path> inputs) {
    List<Input> found = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path input : inputs) {
      for (Input one :
          Files.isDirectory(input) ? inFolder(input) : List.of(new Input(input, null))) {
        if (seen.add(identity(one.path()))) {
          found.add(one);
        }
      }
    }
    return found;
  }

  private List<Input> inFolder(Path folder) {
    List<Input> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, this::belongs)) {
      entries.forEach(entry -> found.add(new Input(entry, null)));
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(new Input(folder, problem("cannot read this folder: " + e.getMessage())));
    }
    if (found.isEmpty()) {
      return List.of(
          new Input(folder, problem("no " + medium + " in this folder; name " + advice)));
    }
    found.sort(Comparator.comparing(Input::path));
    return found;
  }

  private static JobException problem(String message) {
    return new JobException(Failure.INPUT, message);
  }

  private boolean belongs(Path path) {
    String name = String.valueOf(path.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && extensions.contains(extension) && Files.isRegularFile(path);
  }

  private static Path identity(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
