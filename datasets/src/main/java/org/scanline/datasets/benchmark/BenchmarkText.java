package org.scanline.datasets.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.scanline.datasets.text.TextTable;

/** Reports for people. */
final class BenchmarkText {
  private static final long SHORT_REFERENCE = 1 << 14;
  private static final long LONG_REFERENCE = 1 << 20;

  private BenchmarkText() {}

  static String of(BenchmarkReport report) {
    return head(report)
        + "\n"
        + figures(report)
        + "\n"
        + longest(report)
        + crossings(report)
        + mixers(report);
  }

  private static String head(BenchmarkReport report) {
    Machine machine = report.machine();
    BenchmarkSettings settings = report.settings();
    return """
    %s, %d threads of %d; Java %s, %d floats in a vector; %s
    matrix product of the engine in the same run: %.0f GFLOP/s
    batch 1, %d heads, K = V = %d (selective scan, long convolution: %d channels)
    from 64k on streamed in pieces of 16k; memory is growth of the resident set, inputs included
    """
        .formatted(
            machine.processor(),
            settings.threads(),
            machine.processors(),
            machine.java(),
            machine.lanes(),
            machine.engine(),
            report.matrixPeak(),
            settings.sizes().heads(),
            settings.sizes().width(),
            settings.sizes().channels());
  }

  private static String figures(BenchmarkReport report) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                "kernel", "form", "length", "tokens/s", "GFLOP/s", "of peak", "MiB", "x chunked"));
    for (Measurement m : report.measurements()) {
      OptionalDouble times = report.timesPeer(m);
      table.add(
          List.of(
              m.kernel().label(),
              m.form().label(),
              length(m.length()),
              count(m.tokensPerSecond()),
              number("%.1f", m.gigaflops()),
              number("%.0f %%", 100 * m.gigaflops() / report.matrixPeak()),
              number("%.0f", m.peakMebibytes()),
              m.form().peer() || times.isEmpty() ? "" : number("%.1f", times.getAsDouble())));
    }
    StringBuilder text = new StringBuilder(table.plain());
    text.append("\nFLOP counted for a token and head (channel, where there are no heads):\n");
    report
        .settings()
        .kernels()
        .forEach(k -> text.append("  %s: %s%n".formatted(k.label(), k.counting())));
    return text.toString();
  }

  /** The longest stream against a sequence in one piece: speed and memory. */
  private static String longest(BenchmarkReport report) {
    StringBuilder text = new StringBuilder();
    for (BenchmarkKernel kernel : report.settings().kernels()) {
      for (BenchmarkForm form : kernel.forms()) {
        Optional<Measurement> one = report.find(kernel, form, SHORT_REFERENCE);
        Optional<Measurement> many = report.find(kernel, form, LONG_REFERENCE);
        if (one.isPresent() && many.isPresent()) {
          text.append(
              "%s, %s: 1M against 16k tokens: %s times the tokens/s, %s MiB against %s%n"
                  .formatted(
                      kernel.label(),
                      form.label(),
                      number("%.2f", many.get().tokensPerSecond() / one.get().tokensPerSecond()),
                      number("%.0f", many.get().peakMebibytes()),
                      number("%.0f", one.get().peakMebibytes())));
        }
      }
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static String crossings(BenchmarkReport report) {
    StringBuilder text = new StringBuilder();
    for (BenchmarkKernel kernel : report.settings().kernels()) {
      for (BenchmarkForm form : kernel.forms()) {
        OptionalDouble crossing = report.crossing(kernel, form);
        if (!form.peer() && crossing.isPresent()) {
          text.append(
              "softmax attention is slower than %s, %s, from about %.0f tokens on%n"
                  .formatted(kernel.label(), form.label(), crossing.getAsDouble()));
        }
      }
    }
    return text.toString();
  }

  private static String mixers(BenchmarkReport report) {
    if (report.mixers().isEmpty()) {
      return "";
    }
    TextTable table = new TextTable(1, List.of("mixer", "tokens/s"));
    report.mixers().forEach(m -> table.add(List.of(m.name(), count(m.tokensPerSecond()))));
    return "\nwhole mixers of width %d over %s tokens, projections and all:%n%s"
        .formatted(report.settings().sizes().channels(), length(MixerTiming.STEPS), table.plain());
  }

  /** A length in words: 16k, 1M. */
  static String length(long length) {
    if (length % (1 << 20) == 0) {
      return (length >> 20) + "M";
    }
    return length % (1 << 10) == 0 ? (length >> 10) + "k" : Long.toString(length);
  }

  /** A count with three digits: 1.17M, 88.3k. */
  static String count(double value) {
    double[] units = {1e9, 1e6, 1e3};
    for (int i = 0; i < units.length; i++) {
      if (value >= units[i]) {
        double scaled = value / units[i];
        return number(scaled < 10 ? "%.2f" : scaled < 100 ? "%.1f" : "%.0f", scaled)
            + "GMk".charAt(i);
      }
    }
    return number("%.0f", value);
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }
}
