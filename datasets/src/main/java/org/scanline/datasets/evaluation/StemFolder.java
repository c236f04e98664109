package org.scanline.datasets.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scanline.datasets.files.SoundFiles;

/**
 * A song whose stems are known: a folder with one audio file a stem.
 *
 * @param folder that holds the files
 * @param files by the name of their part: any of {@link #STEMS}; or vocals and accompaniment, in a
 *     song of which only the voice is known apart
 */
record StemFolder(Path folder, Map<String, Path> files) {
  /** Names of the stems, in the order of the reports. */
  static final List<String> STEMS = List.of("vocals", "drums", "bass", "other");

  /** Everything but the voice in one file; part of the mixture, never scored. */
  static final String ACCOMPANIMENT = "accompaniment";

  StemFolder {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** Name of the song: that of its folder. */
  String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }

  /** The stems that have a file of their own. */
  List<String> scored() {
    return STEMS.stream().filter(files::containsKey).toList();
  }

  /**
   * Finds songs: each folder is one, or holds one in each of its subfolders (sorted by name).
   *
   * @throws EvaluationException when a folder is not there or holds no stems
   */
  static List<StemFolder> find(Collection<Path> folders) throws EvaluationException {
    Set<StemFolder> songs = new LinkedHashSet<>();
    for (Path folder : folders) {
      songs.addAll(find(folder));
    }
    return List.copyOf(songs);
  }

  private static List<StemFolder> find(Path folder) throws EvaluationException {
    if (!Files.isDirectory(folder)) {
      throw new EvaluationException(
          Files.exists(folder)
              ? folder + ": this is not a folder; name a folder of songs"
              : folder + ": no such folder; check the path");
    }
    List<StemFolder> songs = new ArrayList<>();
    StemFolder itself = of(folder);
    if (!itself.scored().isEmpty()) {
      return List.of(itself);
    }
    for (Path entry : SoundFiles.entries(folder)) {
      if (Files.isDirectory(entry)) {
        StemFolder song = of(entry);
        if (!song.scored().isEmpty()) {
          songs.add(song);
        }
      }
    }
    if (songs.isEmpty()) {
      throw new EvaluationException(
          folder
              + ": no stems here; wanted a folder for each song with files such as vocals.wav,"
              + " drums.flac, bass.ogg, other.mp3");
    }
    return songs;
  }

  private static StemFolder of(Path folder) throws EvaluationException {
    Map<String, Path> found = new LinkedHashMap<>();
    for (Path entry : SoundFiles.entries(folder)) {
      String name = String.valueOf(entry.getFileName());
      int dot = Math.max(0, name.lastIndexOf('.'));
      String part = name.substring(0, dot).toLowerCase(Locale.ROOT);
      boolean known = STEMS.contains(part) || part.equals(ACCOMPANIMENT);
      if (known && SoundFiles.named(entry)) {
        Path other = found.put(part, entry);
        if (other != null) {
          throw new EvaluationException(
              "%s: two files for %s, %s and %s; keep one"
                  .formatted(folder, part, other.getFileName(), name));
        }
      }
    }
    Map<String, Path> files = new LinkedHashMap<>();
    STEMS.stream().filter(found::containsKey).forEach(stem -> files.put(stem, found.get(stem)));
    Path accompaniment = found.get(ACCOMPANIMENT);
    if (accompaniment != null && files.keySet().equals(Set.of("vocals"))) {
      files.put(ACCOMPANIMENT, accompaniment); // else it repeats what the stems hold
    }
    return new StemFolder(folder, files);
  }
}
