package org.scanline.jobs;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the outputs of one input go.
 *
 * @param input the input file
 * @param targets what is to be written, by part (for a song: by stem), in order
 * @param kept what is there already and stays, by part
 */
public record Outputs(Path input, Map<String, Path> targets, Map<String, Path> kept) {

  /** Copies the maps, keeping their order. */
  public Outputs {
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
  }

  /** Whether nothing is left to do. */
  public boolean complete() {
    return targets.isEmpty();
  }
}
