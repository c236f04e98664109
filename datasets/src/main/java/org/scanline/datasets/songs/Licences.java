package org.scanline.datasets.songs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The licence of each kind of source, as datasets/TRAINING-SOURCES.md records them. */
final class Licences {
  private static final Map<String, String> BY_PREFIX = table();

  private Licences() {}

  private static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    table.put("mma", "GPL-2.0-or-later (program and style library)");
    table.put("sung/alys", "GPL-3.0");
    table.put("sung/erithacus", "CC-BY-4.0");
    table.put("spoken/", "GPL-2.0-or-later");
    table.put("bass/", "CC0-1.0");
    table.put("samples/sonic-pi", "CC0-1.0");
    table.put("kits/sonic-pi", "CC0-1.0");
    table.put("kits/Audiophob", "CC0-1.0");
    table.put("kits/BJA_Pacific", "CC-BY-SA-3.0-US");
    table.put("kits/rumpf", "CC-BY-3.0");
    table.put("kits/", "GPL-2.0-or-later");
    table.put("guitar/sectoid", "MIT");
    table.put("music/", "GPL-2.0-or-later");
    table.put("FluidR3", "MIT");
    table.put("MuseScore", "MIT");
    table.put("sf_GMbank", "public domain");
    table.put("OPL-3_FM", "CC-BY-SA-4.0");
    table.put("Black_Pearl", "CC-BY-SA-3.0");
    table.put("Red_Zeppelin", "CC-BY-SA-3.0");
    return table;
  }

  /** The licences of the given sources, sorted; an unknown source is an error. */
  static Set<String> of(Iterable<String> sources) {
    Set<String> licences = new TreeSet<>();
    for (String source : sources) {
      licences.add(
          BY_PREFIX.entrySet().stream()
              .filter(entry -> source.startsWith(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no licence recorded for " + source)));
    }
    return licences;
  }
}
