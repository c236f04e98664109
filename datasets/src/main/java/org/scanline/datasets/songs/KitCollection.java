package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drum kits of recorded one-shots: the kits of the pool, and kits put together from single samples.
 */
final class KitCollection {
  private static final Pattern INSTRUMENT =
      Pattern.compile("<name>([^<]*)</name>|<filename>([^<]*)</filename>|</instrument>");
  private static final int LONGEST = 3 * Sound.RATE;
  private static final List<String> ELECTRONIC =
      List.of("Audiophob", "ElectricEmpireKit", "HardElectro1", "VariBreaks", "lmms", "sonic-pi");
  private static final String HELD_OUT = "rumpf_kit_z01_h2";

  /** Instruments of a part: each a list of sample files from soft to loud. */
  private record Catalogue(Map<Kit.Part, List<List<Path>>> parts) {}

  private final Map<String, Catalogue> catalogues = new TreeMap<>();

  KitCollection(SourceFolders sources) throws IOException {
    for (String name : sources.folders("kits")) {
      Path folder = sources.pool().resolve("kits").resolve(name);
      Path description = folder.resolve("drumkit.xml");
      put(
          name,
          Files.exists(description)
              ? described(folder, description)
              : named(sources.recordings("kits/" + name)));
    }
    List<Path> hits = new ArrayList<>();
    for (Path file : sources.recordings("samples/sonic-pi")) {
      if (file.getFileName().toString().matches("(bd|sn|drum|elec|perc|tabla)_.*")
          && !file.toString().contains("drum_roll")) {
        hits.add(file);
      }
    }
    put("sonic-pi", named(hits));
  }

  private void put(String name, Catalogue catalogue) {
    if (catalogue.parts.containsKey(Kit.Part.KICK)) {
      catalogues.put(name, catalogue);
    }
  }

  private static Catalogue named(List<Path> files) {
    Map<Kit.Part, List<List<Path>>> parts = new EnumMap<>(Kit.Part.class);
    for (Path file : files) {
      Kit.Part part = Kit.Part.ofName(file.getFileName().toString());
      if (part != null) {
        parts.computeIfAbsent(part, p -> new ArrayList<>()).add(List.of(file));
      }
    }
    return new Catalogue(parts);
  }

  private static Catalogue described(Path folder, Path description) throws IOException {
    Map<Kit.Part, List<List<Path>>> parts = new EnumMap<>(Kit.Part.class);
    String text = Files.readString(description, StandardCharsets.UTF_8);
    int start = text.indexOf("<instrument>");
    Matcher matcher = INSTRUMENT.matcher(start < 0 ? "" : text.substring(start));
    String name = "";
    List<Path> layers = new ArrayList<>();
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        name = matcher.group(1);
      } else if (matcher.group(2) != null) {
        Path file = folder.resolve(matcher.group(2).replaceFirst("\\.[A-Za-z]+$", ".wav"));
        if (Files.exists(file)) {
          layers.add(file);
        }
      } else {
        Kit.Part part = Kit.Part.ofName(name);
        if (part != null && !layers.isEmpty()) {
          parts.computeIfAbsent(part, p -> new ArrayList<>()).add(List.copyOf(layers));
        }
        layers.clear();
      }
    }
    return new Catalogue(parts);
  }

  List<String> names(Split split, boolean electronic) {
    return catalogues.keySet().stream()
        .filter(
            name ->
                name.equals(HELD_OUT) == (split == Split.VALIDATION)
                    || (split == Split.VALIDATION && electronic))
        .filter(name -> ELECTRONIC.contains(name) == electronic)
        .toList();
  }

  /**
   * A kit with one instrument a part, of one collection or (electronic only) each part from any.
   */
  Kit drawn(Draw draw, Split split, boolean electronic) throws IOException {
    List<String> names = names(split, electronic);
    String base = draw.pick(names);
    boolean mixed = electronic && draw.chance(0.5);
    Kit kit = new Kit(mixed ? "mixed" : base);
    for (Kit.Part part : Kit.Part.values()) {
      Catalogue from = catalogues.get(mixed ? draw.pick(names) : base);
      List<List<Path>> instruments = from == null ? null : from.parts.get(part);
      if (instruments != null) {
        kit.put(part, load(draw.pick(instruments)));
      }
    }
    if (!kit.has(Kit.Part.KICK) || !kit.has(Kit.Part.SNARE) || !kit.has(Kit.Part.HAT)) {
      DrumSynth.complete(kit, draw);
    }
    return kit;
  }

  private static List<Sound> load(List<Path> layers) throws IOException {
    Map<Path, Sound> once = new HashMap<>();
    List<Sound> sounds = new ArrayList<>();
    double peak = 1e-9;
    for (Path file : layers) {
      Sound sound = once.get(file);
      if (sound == null) {
        sound = Recordings.read(file, 0, LONGEST);
        once.put(file, sound);
        peak = Math.max(peak, sound.peak());
      }
      sounds.add(sound);
    }
    for (Sound sound : once.values()) {
      sound.scale(1 / Math.max(peak * 0.7, sound.peak()));
    }
    return sounds;
  }
}
