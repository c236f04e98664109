package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The speakers and singers of the pool; some speakers are held out, and of each singer one
 * recording in eight.
 */
final class VoicePool {
  private final Map<String, List<Path>> sung = new LinkedHashMap<>();
  private final Map<String, List<Path>> spoken = new LinkedHashMap<>();

  VoicePool(SourceFolders sources, Split split) throws IOException {
    for (String singer : sources.folders("sung")) {
      List<Path> files =
          sources.recordings("sung/" + singer).stream()
              .filter(
                  file ->
                      (Math.floorMod(file.getFileName().toString().hashCode(), 8) == 5)
                          == (split == Split.VALIDATION))
              .toList();
      put(sung, singer, files);
    }
    for (String speaker : sources.folders("spoken")) {
      if ((Math.floorMod(speaker.hashCode(), 6) == 2) == (split == Split.VALIDATION)) {
        put(spoken, speaker, sources.recordings("spoken/" + speaker));
      }
    }
  }

  private static void put(Map<String, List<Path>> voices, String name, List<Path> files) {
    if (files.size() >= 8) {
      voices.put(name, files);
    }
  }

  /** A singer, the one with the most recordings most often. */
  String singer(Draw draw) {
    List<String> names = List.copyOf(sung.keySet());
    return names.size() == 1 || draw.chance(0.7) ? names.get(0) : draw.pick(names);
  }

  String speaker(Draw draw) {
    return draw.pick(List.copyOf(spoken.keySet()));
  }

  boolean isEmpty() {
    return sung.isEmpty() || spoken.isEmpty();
  }

  /**
   * `count` syllables of one voice, in the order they were spoken or sung within each recording.
   */
  List<Singer.Sung> syllables(String name, int count, Draw draw) throws IOException {
    List<Path> files =
        sung.containsKey(name)
            ? sung.getOrDefault(name, List.of())
            : spoken.getOrDefault(name, List.of());
    List<Singer.Sung> found = new ArrayList<>();
    for (int tries = 0; found.size() < count && tries < 4 * count + 20; tries++) {
      Voice voice = Voice.read(draw.pick(files));
      int take = draw.whole(3, 10);
      int from = voice.syllables.size() <= take ? 0 : draw.whole(0, voice.syllables.size() - take);
      for (int i = from;
          i < voice.syllables.size() && i < from + take && found.size() < count;
          i++) {
        found.add(new Singer.Sung(voice, voice.syllables.get(i)));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("no syllable found in the recordings of " + name);
    }
    for (int i = 0; found.size() < count; i++) {
      found.add(found.get(i));
    }
    return found;
  }

  /** One recording as it is. */
  Sound utterance(String name, Draw draw) throws IOException {
    Sound sound = Recordings.read(draw.pick(spoken.getOrDefault(name, List.of())));
    sound.scale(0.5 / Math.max(1e-3, sound.peak()));
    return sound;
  }
}
