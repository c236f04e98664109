package org.scanline.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.WindowOptions;

/**
 * What a run says about its model.
 *
 * @param name of the model
 * @param licence of its weights
 * @param line for a person; null when there is nothing to say
 * @param settings figures for a machine, by field
 */
record LoadedModel(
    String name, String licence, @Nullable String line, Map<String, Number> settings) {

  /** A separator and its windows. */
  static LoadedModel of(Separator model) {
    String licence = model.card().licence();
    Optional<WindowOptions> windows = model.windows();
    boolean said = isUnknown(licence) || windows.isPresent();
    return new LoadedModel(
        model.card().name(),
        licence,
        said
            ? line(
                model.card().name(),
                model.card().description() + windows.map(LoadedModel::words).orElse(""),
                licence)
            : null,
        windows.map(LoadedModel::figures).orElse(Map.of()));
  }

  /** For example {@code NAME: DESCRIPTION; licence unknown, ask who published it}. */
  static String line(String name, String description, String licence) {
    return name
        + ": "
        + (description.endsWith(".")
            ? description.substring(0, description.length() - 1)
            : description)
        + (isUnknown(licence) ? "; licence unknown, ask who published it" : "");
  }

  static boolean isUnknown(String licence) {
    return licence.equals("unknown");
  }

  /** For example {@code ; segment 7.8 s, overlap 0.25, 1 shift, seed 0}. */
  private static String words(WindowOptions windows) {
    List<String> words = new ArrayList<>();
    if (windows.segment() != null) {
      words.add("segment " + Math.round(1e3 * windows.segment()) / 1e3 + " s");
    }
    if (windows.overlap() != null) {
      words.add("overlap " + Math.round(1e3 * windows.overlap()) / 1e3);
    }
    if (windows.shifts() != null) {
      words.add(windows.shifts() == 1 ? "1 shift" : windows.shifts() + " shifts");
    }
    if (windows.seed() != null) {
      words.add("seed " + windows.seed());
    }
    return words.isEmpty() ? "" : "; " + String.join(", ", words);
  }

  private static Map<String, Number> figures(WindowOptions windows) {
    Map<String, Number> figures = new LinkedHashMap<>();
    put(figures, "segment", windows.segment());
    put(figures, "overlap", windows.overlap());
    put(figures, "shifts", windows.shifts());
    put(figures, "seed", windows.seed());
    return figures;
  }

  private static void put(Map<String, Number> figures, String field, @Nullable Number value) {
    if (value != null) {
      figures.put(field, value);
    }
  }
}
