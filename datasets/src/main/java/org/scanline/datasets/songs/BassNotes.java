package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays bass lines with recorded single notes of a bass guitar or an upright bass, the nearest one
 * retuned.
 *
 * <p>The bass guitar's files are named an octave above what sounds (its A1 of 55 Hz is called a2),
 * the upright's as they sound.
 */
final class BassNotes {
  private static final Pattern KEY = Pattern.compile("_([a-g]b?)([0-9])_");
  private static final List<String> STEPS =
      List.of("c", "db", "d", "eb", "e", "f", "gb", "g", "ab", "a", "bb", "b");

  private final SourceFolders sources;
  private final Map<String, Map<Integer, List<Path>>> articulations = new TreeMap<>();

  BassNotes(SourceFolders sources) throws IOException {
    this.sources = sources;
    collect("growly", "sustain");
    collect("growly", "staccato");
    collect("meat", "pizz");
    collect("meat", "arco");
  }

  private void collect(String instrument, String articulation) throws IOException {
    Map<Integer, List<Path>> keys = new TreeMap<>();
    for (Path file : sources.recordings("bass/" + instrument)) {
      String name = file.getFileName().toString();
      Matcher matcher = KEY.matcher(name);
      if (name.contains(articulation) && matcher.find()) {
        int octave = Integer.parseInt(matcher.group(2)) + (instrument.equals("growly") ? 0 : 1);
        int key = 12 * octave + STEPS.indexOf(matcher.group(1));
        keys.computeIfAbsent(key, k -> new ArrayList<>()).add(file);
      }
    }
    if (keys.size() >= 4) {
      articulations.put(instrument + " " + articulation, keys);
    }
  }

  boolean isEmpty() {
    return articulations.isEmpty();
  }

  /** An instrument with its articulation, upright bowed ones rarely. */
  String drawn(Draw draw) {
    List<String> names = List.copyOf(articulations.keySet());
    String name = draw.pick(names);
    return name.endsWith("arco") && draw.chance(0.6) ? names.get(0) : name;
  }

  Sound play(String articulation, List<Note> notes, int frames, Draw draw) throws IOException {
    Map<Integer, List<Path>> keys = articulations.getOrDefault(articulation, Map.of());
    Map<Path, Sound> loaded = new HashMap<>();
    Sound out = new Sound(frames);
    for (Note note : notes) {
      int key = note.pitch();
      int nearest =
          keys.keySet().stream()
              .min((a, b) -> Integer.compare(Math.abs(a - key), Math.abs(b - key)))
              .orElseThrow();
      Path file = draw.pick(keys.getOrDefault(nearest, List.of()));
      Sound sample = loaded.get(file);
      if (sample == null) {
        sample = Recordings.read(file);
        sample.scale(0.7 / Math.max(1e-6, sample.peak()));
        loaded.put(file, sample);
      }
      Sound tuned = sample.resampled(Math.pow(2, (key - nearest) / 12.0));
      int held = Math.min(tuned.frames(), (int) ((note.seconds() + 0.02) * Sound.RATE));
      double gain = Math.pow(note.velocity() / 127.0, 1.3);
      out.add(released(tuned, held), note.frame(), gain, gain);
    }
    return out;
  }

  /** The first `held` frames, begun without a click, and 60 ms of fading string. */
  private static Sound released(Sound sound, int held) {
    int fade = Sound.RATE * 60 / 1000;
    Sound cut = sound.fitted(Math.min(sound.frames(), held + fade));
    for (int i = 0; i < Math.min(100, cut.frames()); i++) {
      cut.left[i] *= i / 100f;
      cut.right[i] *= i / 100f;
    }
    for (int i = held; i < cut.frames(); i++) {
      float g = 1 - (i - held) / (float) fade;
      cut.left[i] *= g;
      cut.right[i] *= g;
    }
    return cut;
  }
}
