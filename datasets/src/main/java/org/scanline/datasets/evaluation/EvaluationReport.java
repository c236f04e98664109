package org.scanline.datasets.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What an evaluation found, per song and stem and as the mean over songs. Immutable.
 *
 * @param model name of the model
 * @param methods in the order of the columns
 * @param songs in the order in which they were given
 */
public record EvaluationReport(String model, List<EvaluationMethod> methods, List<Song> songs) {
  /** Keeps the lists from changing. */
  public EvaluationReport {
    methods = List.copyOf(methods);
    songs = List.copyOf(songs);
  }

  /**
   * The scores of one song.
   *
   * @param name of its folder
   * @param seconds how long it is
   * @param scores by method, then stem; a stem without a file has none
   */
  public record Song(String name, double seconds, List<Score> scores) {
    /** Keeps the list from changing. */
    public Song {
      scores = List.copyOf(scores);
    }
  }

  /**
   * How good one estimate is.
   *
   * @param stem that is estimated
   * @param method that estimates
   * @param activeSdr plain SDR in dB, median over the seconds in which the stem is active; NaN when
   *     it never is
   * @param siSdr scale-invariant SDR in dB of the whole song, its channels one vector; NaN for a
   *     silent stem
   * @param activeSeconds how many seconds are in the median
   */
  public record Score(
      String stem, EvaluationMethod method, double activeSdr, double siSdr, int activeSeconds) {}

  /** Stems with a score in any song, in the usual order. */
  public List<String> stems() {
    return StemFolder.STEMS.stream()
        .filter(
            stem ->
                songs.stream()
                    .anyMatch(song -> song.scores.stream().anyMatch(s -> s.stem.equals(stem))))
        .toList();
  }

  /**
   * Means over the songs that have a value, by method, then stem; the active seconds are added up.
   */
  public List<Score> means() {
    List<Score> means = new ArrayList<>();
    for (EvaluationMethod method : methods) {
      for (String stem : stems()) {
        List<Score> scores =
            songs.stream()
                .flatMap(song -> song.scores.stream())
                .filter(score -> score.method == method && score.stem.equals(stem))
                .toList();
        if (!scores.isEmpty()) {
          means.add(
              new Score(
                  stem,
                  method,
                  mean(scores, Score::activeSdr),
                  mean(scores, Score::siSdr),
                  scores.stream().mapToInt(Score::activeSeconds).sum()));
        }
      }
    }
    return means;
  }

  private static double mean(List<Score> scores, ToDoubleFunction<Score> value) {
    return scores.stream()
        .mapToDouble(value)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  /** The report as JSON; a value that is no finite number is null. */
  public String toJson() {
    return ReportText.json(this);
  }

  /** One line a score, a head line first; a value that is no finite number is left empty. */
  public String toCsv() {
    return ReportText.csv(this);
  }

  /** Two tables for a terminal: active SDR and SI-SDR, in dB. */
  public String toTable() {
    return ReportTable.plain(this);
  }

  /** The same tables in Markdown. */
  public String toMarkdown() {
    return ReportTable.markdown(this);
  }
}
