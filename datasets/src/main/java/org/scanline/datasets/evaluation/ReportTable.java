package org.scanline.datasets.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.scanline.datasets.evaluation.EvaluationReport.Score;
import org.scanline.datasets.evaluation.EvaluationReport.Song;
import org.scanline.datasets.text.TextTable;

/** Reports for people: a row for each song and stem, a column for each method. */
final class ReportTable {
  private static final String ACTIVE =
      "Active SDR in dB (median over the seconds in which the stem is above -50 dBFS)";

  private static final String INVARIANT = "SI-SDR in dB (whole song)";

  /** Columns of names, which are aligned to the left. */
  private static final int NAMES = 2;

  private final List<String> head = new ArrayList<>(List.of("song", "stem"));
  private final List<List<String>> rows = new ArrayList<>();

  private ReportTable(EvaluationReport report, ToDoubleFunction<Score> value) {
    for (EvaluationMethod method : report.methods()) {
      head.add(method == EvaluationMethod.MODEL ? report.model() : method.label());
    }
    for (Song song : report.songs()) {
      add(report, song.name(), song.scores(), value);
    }
    if (report.songs().size() > 1) {
      add(report, "mean", report.means(), value);
    }
  }

  private void add(
      EvaluationReport report, String name, List<Score> scores, ToDoubleFunction<Score> value) {
    for (String stem : report.stems()) {
      List<String> row = new ArrayList<>(List.of(name, stem));
      boolean any = false;
      for (EvaluationMethod method : report.methods()) {
        double number =
            scores.stream()
                .filter(score -> score.method() == method && score.stem().equals(stem))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
        any |= !Double.isNaN(number);
        row.add(Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.2f", number));
      }
      if (any) {
        rows.add(row);
      }
    }
  }

  static String plain(EvaluationReport report) {
    return ACTIVE
        + "\n"
        + new ReportTable(report, Score::activeSdr).table().plain()
        + "\n"
        + INVARIANT
        + "\n"
        + new ReportTable(report, Score::siSdr).table().plain();
  }

  static String markdown(EvaluationReport report) {
    return ACTIVE
        + ":\n\n"
        + new ReportTable(report, Score::activeSdr).table().markdown()
        + "\n"
        + INVARIANT
        + ":\n\n"
        + new ReportTable(report, Score::siSdr).table().markdown();
  }

  private TextTable table() {
    TextTable table = new TextTable(NAMES, head);
    rows.forEach(table::add);
    return table;
  }
}
