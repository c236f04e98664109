package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.scanline.datasets.scoring.StemReport.Over;
import org.scanline.datasets.text.Svg;

/** The report as one HTML file with pictures: no script, nothing fetched. */
final class StemReportPage {
  private static final String STYLE =
      "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
          + "h2{margin:1.5em 0 .3em;font-size:1.1em}svg{width:100%;height:auto}"
          + "table{border-collapse:collapse;font-size:13px;margin:.5em 0}"
          + "td,th{padding:2px 9px;text-align:right;border-bottom:1px solid #ddd}"
          + "td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}"
          + ".key b{display:inline-block;width:1em;height:1em;margin:0 .4em 0 1em;"
          + "vertical-align:-.1em}.box{overflow-x:auto}";

  /** Below, the seconds of a track say more than the tracks. */
  private static final int FEW_TRACKS = 4;

  private final StemReport report;
  private final StringBuilder html = new StringBuilder();

  private StemReportPage(StemReport report) {
    this.report = report;
  }

  static String html(StemReport report) {
    return new StemReportPage(report).text();
  }

  private String text() {
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>Separated stems against the true ones</title><style>")
        .append(STYLE)
        .append(
            "</style></head><body>\n<h1>Separated stems against the true ones</h1>\n<p class=key>");
    for (int i = 0; i < report.systems().size(); i++) {
      html.append("<b style=\"background:%s\"></b>".formatted(Svg.colour(i)))
          .append(Svg.escaped(report.systems().get(i)));
    }
    html.append("</p>\n");
    for (Over over : StemReportTable.overs(report)) {
      heading(StemReportTable.title(report, over));
      table(StemReportTable.head(report), StemReportTable.rows(report, over));
    }
    report.metrics().forEach(this::chart);
    tracks();
    lines(
        "Not scored", report.failures().stream().map(f -> f.track() + ": " + f.message()).toList());
    List<String> notes = new ArrayList<>(report.notes());
    report.tracks().forEach(track -> notes.addAll(track.notes()));
    lines("Notes", notes);
    return html.append("</body></html>\n").toString();
  }

  private void heading(String words) {
    html.append("<h2>").append(Svg.escaped(words)).append("</h2>\n");
  }

  private void table(List<String> head, List<List<String>> rows) {
    html.append("<div class=box><table>\n");
    row("th", head);
    rows.forEach(row -> row("td", row));
    html.append("</table></div>\n");
  }

  private void row(String tag, List<String> cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(Svg.escaped(cell));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }

  private void chart(StemMetric metric) {
    List<String> stems = report.stems();
    boolean seconds = metric.framewise() && report.count() < FEW_TRACKS;
    BoxChart chart = new BoxChart(stems, report.systems().size());
    for (int g = 0; g < stems.size(); g++) {
      for (int s = 0; s < report.systems().size(); s++) {
        String system = report.systems().get(s);
        chart.add(
            g,
            s,
            seconds
                ? seconds(system, stems.get(g), metric)
                : report.values(system, stems.get(g), metric));
      }
    }
    if (!chart.isEmpty()) {
      heading(
          metric.label()
              + (metric.higherIsBetter() ? ", dB, higher is better" : ", lower is better")
              + (seconds ? " (each second of sound)" : " (each track)"));
      html.append(chart.svg());
    }
  }

  private double[] seconds(String system, String stem, StemMetric metric) {
    return report.of(system, stem).stream()
        .map(track -> track.stems().get(stem))
        .flatMapToDouble(
            score -> score == null ? DoubleStream.empty() : Arrays.stream(score.frames(metric)))
        .toArray();
  }

  private void tracks() {
    List<String> head = new ArrayList<>(List.of("track", "system", "stem"));
    report.metrics().forEach(metric -> head.add(metric.label()));
    List<List<String>> rows = new ArrayList<>();
    for (TrackScores track : report.tracks()) {
      for (Map.Entry<String, StemScore> stem : track.stems().entrySet()) {
        List<String> row = new ArrayList<>(List.of(track.track(), track.system(), stem.getKey()));
        for (StemMetric metric : report.metrics()) {
          row.add(StemReport.readable(stem.getValue().value(metric)));
        }
        rows.add(row);
      }
    }
    if (report.count() > 1) {
      heading("Each track");
      table(head, rows);
    }
  }

  private void lines(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      heading(title);
      html.append("<ul>\n");
      lines.forEach(line -> html.append("<li>").append(Svg.escaped(line)).append("</li>\n"));
      html.append("</ul>\n");
    }
  }
}
