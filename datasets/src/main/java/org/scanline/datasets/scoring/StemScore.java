package org.scanline.datasets.scoring;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The scores of one estimated stem of one track. */
public final class StemScore {
  private final Set<StemMetric> wanted;
  private final Map<StemMetric, Double> values = new EnumMap<>(StemMetric.class);
  private final Map<StemMetric, double[]> frames = new EnumMap<>(StemMetric.class);

  StemScore(Set<StemMetric> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  void put(StemMetric metric, double value) {
    if (wanted.contains(metric)) {
      values.put(metric, value);
    }
  }

  void put(StemMetric metric, double value, double[] seconds) {
    if (wanted.contains(metric)) {
      values.put(metric, value);
      frames.put(metric, seconds.clone());
    }
  }

  /** One value; NaN where there is none, as for a stem that is silent throughout. */
  public double value(StemMetric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  /** The values of the seconds of a framewise metric; empty for others. */
  public double[] frames(StemMetric metric) {
    double[] seconds = frames.get(metric);
    return seconds == null ? new double[0] : seconds.clone();
  }
}
