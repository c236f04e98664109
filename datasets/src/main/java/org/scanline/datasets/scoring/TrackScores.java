package org.scanline.datasets.scoring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one system's estimates of one track are worth. Immutable.
 *
 * @param system whose estimates
 * @param track name of the true track
 * @param seconds how long it is
 * @param stems scores by stem
 * @param speakers for each speaker the name of the estimate that fits best; empty without speakers
 * @param notes what was missing or odd, one line each
 */
public record TrackScores(
    String system,
    String track,
    double seconds,
    Map<String, StemScore> stems,
    Map<String, String> speakers,
    List<String> notes) {
  /** Keeps the collections from changing. */
  public TrackScores {
    stems = Collections.unmodifiableMap(new LinkedHashMap<>(stems));
    speakers = Collections.unmodifiableMap(new LinkedHashMap<>(speakers));
    notes = List.copyOf(notes);
  }
}
