package org.scanline.audio.file;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about its music.
 *
 * @param fields text by FFmpeg's lower-case names (title, artist, album, album_artist, date, track,
 *     disc, genre, composer, comment, ...); no empty values
 * @param cover the cover picture, if any
 */
public record Tags(Map<String, String> fields, @Nullable Cover cover) {
  /** No tags. */
  public static final Tags NONE = new Tags(Map.of(), null);

  /** Copies the fields, sorted by name in lower case, without empty ones and without NUL bytes. */
  public Tags {
    TreeMap<String, String> sorted = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          String text = value.replace("\0", "").strip();
          if (!text.isEmpty()) {
            sorted.put(name.toLowerCase(Locale.ROOT), text);
          }
        });
    fields = Collections.unmodifiableMap(sorted);
  }

  /** The value of a field, or null. */
  public @Nullable String get(String name) {
    return fields.get(name);
  }

  /** The same tags with one field set, for instance a title that names the stem. */
  public Tags with(String name, String value) {
    TreeMap<String, String> changed = new TreeMap<>(fields);
    changed.put(name, value);
    return new Tags(changed, cover);
  }
}
