package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.scanline.datasets.scoring.StemReport.Over;
import org.scanline.datasets.text.TextTable;

/** Reports for people: a row for each stem and system, a column for each metric. */
final class StemReportTable {
  private static final int NAMES = 2;

  private StemReportTable() {}

  static String plain(StemReport report) {
    return text(report, TextTable::plain, "\n");
  }

  static String markdown(StemReport report) {
    return text(report, TextTable::markdown, ":\n\n");
  }

  private static String text(
      StemReport report, Function<TextTable, String> form, String afterTitle) {
    StringBuilder text = new StringBuilder();
    for (Over over : overs(report)) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(title(report, over))
          .append(afterTitle)
          .append(form.apply(table(report, over)));
    }
    return text.toString();
  }

  /** One track has no mean of its own. */
  static List<Over> overs(StemReport report) {
    return report.tracks().isEmpty()
        ? List.of()
        : report.count() == 1 ? List.of(Over.MEDIAN) : List.of(Over.values());
  }

  static String title(StemReport report, Over over) {
    String ratios = "ratios in dB, higher is better";
    String stft =
        report.metrics().contains(StemMetric.STFT) ? "; STFT distance, lower is better" : "";
    String tracks =
        report.count() == 1
            ? report.tracks().get(0).track()
            : (over == Over.MEDIAN ? "Median over " : "Mean over ") + report.count() + " tracks";
    return tracks + ": " + ratios + stft;
  }

  static List<String> head(StemReport report) {
    List<String> head = new ArrayList<>(List.of("stem", "system"));
    report.metrics().forEach(metric -> head.add(metric.label()));
    head.add("tracks");
    return head;
  }

  private static TextTable table(StemReport report, Over over) {
    TextTable table = new TextTable(NAMES, head(report));
    rows(report, over).forEach(table::add);
    return table;
  }

  static List<List<String>> rows(StemReport report, Over over) {
    List<List<String>> rows = new ArrayList<>();
    for (String stem : report.stems()) {
      for (String system : report.systems()) {
        int tracks = report.of(system, stem).size();
        if (tracks > 0) {
          List<String> row = new ArrayList<>(List.of(stem, system));
          for (StemMetric metric : report.metrics()) {
            row.add(StemReport.readable(report.value(system, stem, metric, over)));
          }
          row.add(Integer.toString(tracks));
          rows.add(row);
        }
      }
    }
    for (String system : report.stems().size() > 1 ? report.systems() : List.<String>of()) {
      List<String> row = new ArrayList<>(List.of("mean of stems", system));
      for (StemMetric metric : report.metrics()) {
        row.add(StemReport.readable(report.value(system, metric, over)));
      }
      long tracks = report.tracks().stream().filter(t -> t.system().equals(system)).count();
      row.add(Long.toString(tracks));
      if (tracks > 0) {
        rows.add(row);
      }
    }
    return rows;
  }
}
