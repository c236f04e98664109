package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What an evaluation of stems found. Immutable.
 *
 * @param metrics that were asked for, in the order of the columns
 * @param systems in the order in which they were given
 * @param tracks the scores, by system, then track
 * @param failures tracks that could not be scored
 * @param notes what else was left out, one line each
 */
public record StemReport(
    List<StemMetric> metrics,
    List<String> systems,
    List<TrackScores> tracks,
    List<Failure> failures,
    List<String> notes) {

  /** How values of several tracks become one. */
  public enum Over {
    /** The median, as the campaigns with BSS Eval v4 do. */
    MEDIAN,
    /** The mean, as the Music Demixing Challenge does. */
    MEAN
  }

  /**
   * A track that could not be scored.
   *
   * @param system whose estimates
   * @param track name of the true track
   * @param message one line: which file, what is wrong, what to do
   */
  public record Failure(String system, String track, String message) {}

  /** Keeps the lists from changing. */
  public StemReport {
    metrics = List.copyOf(metrics);
    systems = List.copyOf(systems);
    tracks = List.copyOf(tracks);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /** Stems with scores in any track, in the usual order. */
  public List<String> stems() {
    return tracks.stream()
        .flatMap(track -> track.stems().keySet().stream())
        .distinct()
        .sorted(StemName.order())
        .toList();
  }

  /** The tracks of one system that have a stem. */
  List<TrackScores> of(String system, String stem) {
    return tracks.stream()
        .filter(track -> track.system().equals(system) && track.stems().containsKey(stem))
        .toList();
  }

  /** One value of each track of a system that has one; values that are no number are left out. */
  public double[] values(String system, String stem, StemMetric metric) {
    return of(system, stem).stream()
        .flatMap(track -> track.stems().entrySet().stream())
        .filter(entry -> entry.getKey().equals(stem))
        .mapToDouble(entry -> entry.getValue().value(metric))
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /** One value of a system's stem over all tracks; NaN when no track has one. */
  public double value(String system, String stem, StemMetric metric, Over over) {
    double[] values = values(system, stem, metric);
    if (values.length == 0) {
      return Double.NaN;
    }
    if (over == Over.MEAN) {
      return DoubleStream.of(values).sum() / values.length;
    }
    Arrays.sort(values);
    int n = values.length;
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }

  /** The mean of a system's stems, each with the same weight; NaN when there is none. */
  public double value(String system, StemMetric metric, Over over) {
    List<Double> values = new ArrayList<>();
    for (String stem : stems()) {
      double value = value(system, stem, metric, over);
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    return values.isEmpty()
        ? Double.NaN
        : values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }

  /** How many tracks have scores. */
  public long count() {
    return tracks.stream().map(TrackScores::track).distinct().count();
  }

  /** What a person reads: two digits, "-" for what there is not. */
  static String readable(double value) {
    return Double.isNaN(value)
        ? "-"
        : Double.isInfinite(value)
            ? value > 0 ? "inf" : "-inf"
            : String.format(Locale.ROOT, "%.2f", value);
  }

  /** The report as JSON, framewise values included; a value that is no finite number is null. */
  public String toJson() {
    return StemReportText.json(this);
  }

  /**
   * One line for each system, track, stem and metric, a head line first; empty where there is no
   * value, inf and -inf where it is infinite.
   */
  public String toCsv() {
    return StemReportText.csv(this);
  }

  /** Tables for a terminal. */
  public String toTable() {
    return StemReportTable.plain(this);
  }

  /** The same tables in Markdown. */
  public String toMarkdown() {
    return StemReportTable.markdown(this);
  }

  /** A page with box plots and tables that needs no other file. */
  public String toHtml() {
    return StemReportPage.html(this);
  }
}
