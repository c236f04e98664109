package org.scanline.datasets.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.scanline.datasets.text.TextTable;

/**
 * What nets for pictures took on a machine.
 *
 * @param machine where
 * @param threads that worked on a picture
 * @param speeds a net each
 */
public record ImageReport(Machine machine, int threads, List<ImageSpeed> speeds) {
  /** Keeps the list from changing. */
  public ImageReport {
    speeds = List.copyOf(speeds);
  }

  /** A report about this machine. */
  public static ImageReport here(int threads, List<ImageSpeed> speeds) {
    return new ImageReport(Machine.here(), threads, speeds);
  }

  /** A line about the machine and a table, for people. */
  public String toTable() {
    TextTable table =
        new TextTable(
            2,
            List.of(
                "model",
                "picture",
                "MP/s",
                "MP/CPU s",
                "ms a row, first third",
                "last third",
                "peak MiB",
                "rows ahead"));
    for (ImageSpeed speed : speeds) {
      table.add(
          List.of(
              speed.model(),
              "%d x %d x %d, x%d"
                  .formatted(speed.width(), speed.height(), speed.channels(), speed.scale()),
              number("%.3f", speed.megapixelsPerSecond()),
              number("%.3f", speed.megapixelsPerCpuSecond()),
              number("%.3f", speed.earlyRow()),
              number("%.3f", speed.lateRow()),
              number("%.0f", speed.peak()),
              speed.lookahead() < 0 ? "all" : Integer.toString(speed.lookahead())));
    }
    return "%s, %d threads, %d floats a vector, Java %s, %s%n%s"
        .formatted(
            machine.processor(),
            threads,
            machine.lanes(),
            machine.java(),
            machine.engine(),
            table.plain());
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }

  /** The report as JSON. */
  public String toJson() {
    try {
      return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@link #toJson}. */
  public static ImageReport fromJson(String json) {
    try {
      return new JsonMapper().readValue(json, ImageReport.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
