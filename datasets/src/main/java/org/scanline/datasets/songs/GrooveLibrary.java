package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accompaniment styles of a library folder, split into those for training and those held out
 * for validation.
 *
 * <p>Introductions, endings and fills are left out, and so are files in which no groove remains.
 */
final class GrooveLibrary {
  private static final Pattern DEFINITION =
      Pattern.compile("^\\s*DefGroove\\s+(\\S+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TRANSITION = Pattern.compile(".*(intro|end|fill|tag).*|.*(solo)$");

  /** One style file: what it is called in the library, e.g. `stdlib/8beat`, and its grooves. */
  record Style(String file, List<String> grooves) {
    boolean heldOut() {
      return Math.floorMod(file.hashCode(), 10) == 3;
    }
  }

  private final List<Style> training = new ArrayList<>();
  private final List<Style> heldOut = new ArrayList<>();

  GrooveLibrary(Path library) throws IOException {
    for (Path file : SourceFolders.files(library, ".mma")) {
      String name =
          library.relativize(file).toString().replace('\\', '/').replaceFirst("\\.mma$", "");
      List<String> grooves = grooves(file);
      if (!grooves.isEmpty() && name.contains("/")) {
        Style style = new Style(name, grooves);
        (style.heldOut() ? heldOut : training).add(style);
      }
    }
  }

  List<Style> styles(Split split) {
    return split == Split.TRAIN ? training : heldOut;
  }

  private static List<String> grooves(Path file) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      Matcher matcher = DEFINITION.matcher(line);
      if (matcher.find()) {
        String name = matcher.group(1);
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TRANSITION.matcher(lower).matches()) {
          names.put(lower, name);
        }
      }
    }
    return List.copyOf(names.values());
  }
}
