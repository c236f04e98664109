package org.scanline.datasets.scoring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.datasets.files.SoundFiles;

/**
 * Finds tracks in the layouts that people have: MUSDB18 ({@code train|test/TRACK.stem.mp4}),
 * MUSDB18-HQ and plain folders ({@code TRACK/STEM.ext}), Demucs' ({@code MODEL/TRACK/STEM.ext}) and
 * LibriMix' ({@code STEM/TRACK.ext}).
 */
final class TrackFinder {
  /** The sound tracks of a MUSDB18 file, in order. */
  private static final List<String> MUSDB18 =
      List.of(StemName.MIXTURE, "drums", "bass", "other", "vocals");

  private static final String STEM_FILE = ".stem.mp4";
  private static final Set<String> SUBSETS = Set.of("train", "test", "valid", "validation", "dev");
  private static final int DEEPEST = 4;

  /** How audio-separator names its files. */
  private static final Pattern BRACKET = Pattern.compile("(.+?)[ _-]*\\(([^()]+)\\)(?:[ _-].*)?");

  /** Tracks by the folder above theirs that is no part of a data set, in the order found. */
  private final Map<String, List<StemTrack>> groups = new LinkedHashMap<>();

  private TrackFinder() {}

  /**
   * Looks for tracks.
   *
   * @param root a track, or a folder of tracks
   * @return tracks by the name of the folder that they lie in, "" for {@code root} itself
   * @throws EvaluationException when there are none, or two for one name
   */
  static Map<String, List<StemTrack>> find(Path root) throws EvaluationException {
    TrackFinder finder = new TrackFinder();
    if (stemFile(root)) {
      finder.add("", musdb18(root));
    } else if (Files.isDirectory(root)) {
      finder.look(root, List.of(), 0);
    } else {
      throw new EvaluationException(
          Files.exists(root)
              ? root + ": neither a folder nor a .stem.mp4 file; name the folder of the stems"
              : root + ": no such folder; check the path");
    }
    if (finder.groups.isEmpty()) {
      throw new EvaluationException(
          root + ": no stems here; wanted TRACK/vocals.wav, TRACK/drums.wav ... or TRACK.stem.mp4");
    }
    return finder.groups;
  }

  /** Tracks of all groups, each name once. */
  static List<StemTrack> flat(Path root) throws EvaluationException {
    Map<String, StemTrack> tracks = new LinkedHashMap<>();
    for (List<StemTrack> group : find(root).values()) {
      for (StemTrack track : group) {
        StemTrack other = tracks.putIfAbsent(track.key(), track);
        if (other != null) {
          throw new EvaluationException(
              "%s: two tracks of that name, %s and %s; name one of the folders"
                  .formatted(root, other.place(), track.place()));
        }
      }
    }
    return List.copyOf(tracks.values());
  }

  private static boolean stemFile(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(STEM_FILE)
        && Files.isRegularFile(file);
  }

  private static StemTrack musdb18(Path file) {
    String name = String.valueOf(file.getFileName());
    Map<String, StemSource> stems = new LinkedHashMap<>();
    for (int i = 0; i < MUSDB18.size(); i++) {
      stems.put(MUSDB18.get(i), new StemSource(file, i));
    }
    return new StemTrack(name.substring(0, name.length() - STEM_FILE.length()), file, stems);
  }

  /** Looks into a folder; the path holds the names from the root to it, without subsets. */
  private void look(Path folder, List<String> path, int depth) throws EvaluationException {
    List<Path> sounds = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (Path entry : SoundFiles.entries(folder)) {
      if (stemFile(entry)) {
        add(join(path), musdb18(entry));
      } else if (SoundFiles.named(entry)) {
        sounds.add(entry);
      } else if (Files.isDirectory(entry) && !name(entry).startsWith(".")) {
        folders.add(entry);
      }
    }
    if (sounds.stream().anyMatch(TrackFinder::usual)) {
      add(join(upTo(path)), track(folder, sounds));
    } else if (folders.size() > 1 && folders.stream().allMatch(TrackFinder::usual)) {
      byStems(folders, path);
    } else if (!bySuffix(folder, sounds, path) && !sounds.isEmpty() && folders.isEmpty()) {
      add(join(upTo(path)), track(folder, sounds));
    } else if (depth < DEEPEST) {
      for (Path inner : folders) {
        List<String> further = new ArrayList<>(path);
        if (!SUBSETS.contains(name(inner).toLowerCase(Locale.ROOT))) {
          further.add(name(inner));
        }
        look(inner, further, depth + 1);
      }
    }
  }

  private static List<String> upTo(List<String> path) {
    return path.isEmpty() ? path : path.subList(0, path.size() - 1);
  }

  private static String name(Path file) {
    Path normal = file.toAbsolutePath().normalize().getFileName();
    return normal == null ? file.toString() : normal.toString();
  }

  private static String base(Path file) {
    String name = name(file);
    return Files.isDirectory(file) ? name : name.substring(0, name.lastIndexOf('.'));
  }

  private static boolean usual(Path file) {
    return StemName.usual(StemName.of(base(file)));
  }

  private static StemTrack track(Path folder, List<Path> sounds) throws EvaluationException {
    Map<String, StemSource> stems = new LinkedHashMap<>();
    for (Path sound : sounds) {
      put(folder, stems, StemName.of(base(sound)), sound);
    }
    return new StemTrack(name(folder), folder, stems);
  }

  private static void put(Path place, Map<String, StemSource> stems, String stem, Path file)
      throws EvaluationException {
    StemSource other = stems.put(stem, new StemSource(file, -1));
    if (other != null) {
      throw new EvaluationException(
          "%s: two files for %s, %s and %s; keep one"
              .formatted(place, stem, name(other.file()), name(file)));
    }
  }

  /** Folders of stems, in which files of one name belong together. */
  private void byStems(List<Path> folders, List<String> path) throws EvaluationException {
    Map<String, Map<String, StemSource>> tracks = new TreeMap<>();
    for (Path folder : folders) {
      for (Path sound : SoundFiles.entries(folder)) {
        if (SoundFiles.named(sound)) {
          Map<String, StemSource> stems =
              tracks.computeIfAbsent(base(sound), t -> new LinkedHashMap<>());
          put(folder, stems, StemName.of(name(folder)), sound);
        }
      }
    }
    Path place = folders.get(0).resolveSibling("");
    tracks.forEach((name, stems) -> add(join(path), new StemTrack(name, place, stems)));
  }

  /** Files such as {@code TRACK_vocals.wav} and {@code TRACK_(Vocals)_model.flac}. */
  private boolean bySuffix(Path folder, List<Path> sounds, List<String> path)
      throws EvaluationException {
    Map<String, Map<String, StemSource>> tracks = new TreeMap<>();
    for (Path sound : sounds) {
      String base = base(sound);
      Matcher bracket = BRACKET.matcher(base);
      int at = bracket.matches() ? bracket.end(1) : cut(base);
      if (at > 0) {
        String stem = StemName.of(bracket.matches() ? bracket.group(2) : base.substring(at + 1));
        put(
            folder,
            tracks.computeIfAbsent(base.substring(0, at).strip(), t -> new LinkedHashMap<>()),
            stem,
            sound);
      }
    }
    tracks.forEach((name, stems) -> add(join(path), new StemTrack(name, folder, stems)));
    return !tracks.isEmpty();
  }

  /** Where the name of a usual stem begins behind a separator; 0 for nowhere. */
  private static int cut(String base) {
    for (int i = 1; i < base.length(); i++) {
      if ("_- ".indexOf(base.charAt(i)) >= 0
          && StemName.usual(StemName.of(base.substring(i + 1)))) {
        return i;
      }
    }
    return 0;
  }

  private static String join(List<String> path) {
    return String.join("/", path);
  }

  private void add(String group, StemTrack track) {
    groups.computeIfAbsent(group, g -> new ArrayList<>()).add(track);
  }
}
