package org.scanline.datasets.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What programs call their stems, brought to one name each. */
final class StemName {
  /** Not scored: what was separated. */
  static final String MIXTURE = "mixture";

  /** Everything but the vocals. */
  static final String ACCOMPANIMENT = "accompaniment";

  private static final List<String> ORDER =
      List.of("vocals", "drums", "bass", "other", "guitar", "piano", "speech", "noise");

  private static final Set<String> MIXTURES =
      Set.of("mixture", "mix", "mix_clean", "mix_both", "mix_single", "mixture_clean", "noisy");

  private static final Set<String> ACCOMPANIMENTS =
      Set.of("accompaniment", "instrumental", "instrum", "karaoke", "no_vocals", "minus_vocals");

  private static final Pattern SPEAKER =
      Pattern.compile("(?:s|spk|speaker|source|src)[ _-]?([0-9]{1,2})");

  private static final Pattern WITHOUT = Pattern.compile("(?:no|minus)_(.+)");

  private StemName() {}

  /** The one name for what a file calls its stem. */
  static String of(String word) {
    String name = word.strip().toLowerCase(Locale.ROOT);
    Matcher speaker = SPEAKER.matcher(name);
    if (speaker.matches()) {
      return "speaker" + Integer.parseInt(speaker.group(1));
    }
    if (MIXTURES.contains(name)) {
      return MIXTURE;
    }
    if (ACCOMPANIMENTS.contains(name)) {
      return ACCOMPANIMENT;
    }
    Matcher without = WITHOUT.matcher(name);
    return without.matches() ? "no_" + without.group(1) : name;
  }

  static boolean speaker(String name) {
    return name.matches("speaker[0-9]+");
  }

  /** The stem that this one is the complement of: vocals for accompaniment; else empty. */
  static String complement(String name) {
    return name.equals(ACCOMPANIMENT)
        ? "vocals"
        : name.startsWith("no_") ? name.substring("no_".length()) : "";
  }

  /** Whether a name is one that stems usually have, rather than that of a song. */
  static boolean usual(String name) {
    return ORDER.contains(name)
        || speaker(name)
        || name.equals(MIXTURE)
        || !complement(name).isEmpty();
  }

  /** The order of reports: that of music, then speakers by number, then by letters. */
  static Comparator<String> order() {
    return Comparator.<String>comparingInt(
            name -> ORDER.contains(name) ? ORDER.indexOf(name) : ORDER.size())
        .thenComparingInt(name -> complement(name).isEmpty() ? 0 : 1)
        .thenComparingInt(
            name -> speaker(name) ? Integer.parseInt(name.substring("speaker".length())) : 0)
        .thenComparing(Comparator.naturalOrder());
  }
}
