package org.scanline.datasets.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Pictures in folders: all of them, or where files are called NAME_HR and NAME_LR those in pairs.
 */
final class PictureFinder {
  private static final Set<String> ENDINGS =
      Set.of("png", "tif", "tiff", "jpg", "jpeg", "webp", "bmp", "ppm", "pgm", "pnm");

  private static final String HIGH = "_HR";
  private static final String LOW = "_LR";

  private PictureFinder() {}

  /**
   * Finds pictures in files and folders, sorted by name within each folder.
   *
   * @throws EvaluationException when something is not there or holds no picture
   */
  static List<PicturePair> find(List<Path> places) throws EvaluationException {
    List<PicturePair> pairs = new ArrayList<>();
    for (Path place : places) {
      List<Path> files = files(place);
      for (Path file : files) {
        String name = stem(file);
        if (name.endsWith(LOW) && other(files, name, LOW, HIGH) != null) {
          continue;
        }
        boolean high = name.endsWith(HIGH);
        Path low = high ? other(files, name, HIGH, LOW) : null;
        String shown = high ? name.substring(0, name.length() - HIGH.length()) : name;
        pairs.add(new PicturePair(shown, file, low));
      }
    }
    return pairs;
  }

  private static List<Path> files(Path place) throws EvaluationException {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    if (!Files.isDirectory(place)) {
      throw new EvaluationException(place + " is not there; name pictures or folders of them");
    }
    try (Stream<Path> all = Files.list(place)) {
      List<Path> files = all.filter(PictureFinder::picture).sorted().toList();
      if (files.isEmpty()) {
        throw new EvaluationException(
            place + " holds no pictures; name a folder of PNG, TIFF or JPEG files");
      }
      return files;
    } catch (IOException e) {
      throw new EvaluationException(place + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean picture(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && Files.isRegularFile(file);
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static @Nullable Path other(List<Path> files, String name, String mine, String wanted) {
    String other = name.substring(0, name.length() - mine.length()) + wanted;
    return files.stream().filter(file -> stem(file).equals(other)).findFirst().orElse(null);
  }
}
