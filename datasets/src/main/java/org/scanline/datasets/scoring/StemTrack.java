package org.scanline.datasets.scoring;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A song or an utterance whose stems lie apart.
 *
 * @param name of the folder or file
 * @param place where it lies
 * @param stems by {@link StemName}
 */
record StemTrack(String name, Path place, Map<String, StemSource> stems) {
  StemTrack {
    Map<String, StemSource> sorted = new TreeMap<>(StemName.order());
    sorted.putAll(stems);
    stems = Collections.unmodifiableMap(sorted);
  }

  /** What tracks are matched by: the name without regard to case, accents' coding and ".stem". */
  String key() {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT).strip();
    return plain.endsWith(".stem") ? plain.substring(0, plain.length() - ".stem".length()) : plain;
  }
}
