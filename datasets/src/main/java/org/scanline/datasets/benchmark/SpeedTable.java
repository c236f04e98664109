package org.scanline.datasets.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.scanline.datasets.text.TextTable;

/** The benchmark's figures in Markdown, a line for each kernel and form. */
final class SpeedTable {
  private static final String UNKNOWN = "–";
  private static final String CHUNKED = "chunked";
  private static final String SOFTMAX = "softmax";
  private static final long SHORT = 1 << 14;
  private static final long LONG = 1 << 20;
  private static final double PER_CENT = 100;

  private final JsonNode figures;

  SpeedTable(JsonNode figures) {
    this.figures = figures;
  }

  String markdown() {
    TextTable table =
        new TextTable(
            2,
            List.of(
                "kernel",
                "form",
                "tokens/s at 16k",
                "GFLOP/s",
                "of matrix product",
                "times chunked",
                "MiB at 16k",
                "tokens/s at 1M",
                "MiB at 1M",
                "softmax slower from"));
    kernels().forEach((name, form) -> table.add(row(form.path("kernel").asText(), form)));
    return "%s, %d threads, Java %s, %s; matrix product %.0f GFLOP/s.%n%n%s"
        .formatted(
            figures.path("processor").asText(),
            figures.path("threads").asInt(),
            figures.path("java").asText(),
            figures.path("engine").asText(),
            figures.path("matrixPeakGigaflops").asDouble(),
            table.markdown());
  }

  private Map<String, JsonNode> kernels() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode node : figures.path("measurements")) {
      found.putIfAbsent(node.path("kernel").asText() + node.path("form").asText(), node);
    }
    return found;
  }

  private List<String> row(String kernel, JsonNode any) {
    String form = any.path("form").asText();
    JsonNode one = find(kernel, form, SHORT);
    JsonNode many = find(kernel, form, LONG);
    JsonNode peer = find(kernel, CHUNKED, SHORT);
    boolean isPeer = form.equals(CHUNKED) || form.equals(SOFTMAX);
    double times = peer.path("seconds").asDouble() / one.path("seconds").asDouble();
    return List.of(
        kernel,
        form,
        count(one.path("tokensPerSecond")),
        number("%.0f", one.path("gigaflops"), 1),
        number("%.0f %%", one.path("shareOfPeak"), PER_CENT),
        isPeer || !Double.isFinite(times) ? UNKNOWN : String.format(Locale.ROOT, "%.1f", times),
        number("%.0f", one.path("peakMebibytes"), 1),
        count(many.path("tokensPerSecond")),
        number("%.0f", many.path("peakMebibytes"), 1),
        crossing(kernel, form));
  }

  private JsonNode find(String kernel, String form, long length) {
    for (JsonNode node : figures.path("measurements")) {
      if (node.path("kernel").asText().equals(kernel)
          && node.path("form").asText().equals(form)
          && node.path("length").asLong() == length) {
        return node;
      }
    }
    return figures.path("none");
  }

  private String crossing(String kernel, String form) {
    for (JsonNode node : figures.path("crossings")) {
      if (node.path("kernel").asText().equals(kernel) && node.path("form").asText().equals(form)) {
        return number("%.0f tokens", node.path("length"), 1);
      }
    }
    return UNKNOWN;
  }

  private static String count(JsonNode value) {
    return value.isNumber() ? BenchmarkText.count(value.asDouble()) : UNKNOWN;
  }

  private static String number(String format, JsonNode value, double factor) {
    return value.isNumber()
        ? String.format(Locale.ROOT, format, factor * value.asDouble())
        : UNKNOWN;
  }
}
