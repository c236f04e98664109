package org.scanline.separate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.audio.file.Tags;

/** The tags of a song that are true of its stems as well. */
final class StemTags {
  private StemTags() {}

  /** All but what was measured on the mixture or says how that file was encoded. */
  static Tags of(Tags song) {
    Map<String, String> kept = new LinkedHashMap<>(song.fields());
    kept.keySet()
        .removeIf(
            name ->
                name.startsWith("replaygain")
                    || name.startsWith("r128")
                    || name.startsWith("itun")
                    || name.startsWith("encod")
                    || name.startsWith("mp3gain")
                    || name.equals("tlen")
                    || name.equals("accurateripdiscid")
                    || name.equals("lyrics-synced"));
    return new Tags(kept, song.cover());
  }
}
