package org.scanline.datasets.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.scanline.backbones.catalogue.Catalogue;
import org.scanline.backbones.catalogue.Entry;
import org.scanline.datasets.text.TextTable;

/**
 * The tables of docs/backbones.md, made from the catalogue, from the errors that the tests measured
 * and from the figures of the benchmark, and written between their marks.
 */
public final class BackboneTable {
  private static final String UNKNOWN = "–";

  private final Map<String, GoldenErrors> errors;
  private final JsonNode figures;

  /**
   * Reads what was measured.
   *
   * @param errors golden-errors.csv of the tests
   * @param figures JSON of the benchmark
   * @throws IOException when one of them cannot be read
   */
  public BackboneTable(Path errors, Path figures) throws IOException {
    this.errors = GoldenErrors.read(errors);
    this.figures = new ObjectMapper().readTree(Files.readString(figures));
    if (this.errors.isEmpty() || this.figures.isEmpty()) {
      throw new IOException((this.errors.isEmpty() ? errors : figures) + " holds no figures");
    }
  }

  /**
   * Replaces the tables of a document.
   *
   * @throws IOException when it cannot be read or written, or has no pair of marks for a table
   */
  public void write(Path document) throws IOException {
    String text = Files.readString(document);
    text = replaced(text, "mixers", mixers());
    text = replaced(text, "omitted", omitted());
    text = replaced(text, "speed", new SpeedTable(figures).markdown());
    Path part = document.resolveSibling(document.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, document, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Puts a table between {@code <!-- name -->} and {@code <!-- /name -->}. */
  static String replaced(String text, String name, String table) throws IOException {
    String first = "<!-- " + name + " -->\n";
    int from = text.indexOf(first);
    int to = text.indexOf("<!-- /" + name + " -->");
    if (from < 0 || to < from) {
      throw new IOException("no " + first.strip() + " followed by its end");
    }
    return text.substring(0, from + first.length()) + table + text.substring(to);
  }

  private String mixers() {
    TextTable table =
        new TextTable(
            10,
            List.of(
                "mixer",
                "paper",
                "class",
                "equation",
                "feature map",
                "gate",
                "kernel",
                "normaliser, output gate",
                "state",
                "checked against",
                "error outputs",
                "error gradients",
                "of allowed",
                "tokens/s"));
    Map<String, String> speeds = speeds();
    for (Entry entry : Catalogue.entries()) {
      if (entry.built()) {
        table.add(row(entry, speeds));
      }
    }
    return table.markdown();
  }

  private List<String> row(Entry entry, Map<String, String> speeds) {
    GoldenErrors worst =
        entry.golden().stream()
            .map(file -> errors.getOrDefault(file, GoldenErrors.NONE))
            .reduce(GoldenErrors.NONE, GoldenErrors::worst);
    String checked = code(entry.golden());
    String note = entry.note();
    return List.of(
        entry.name(),
        paper(entry),
        code(List.of(entry.classes().get(0))),
        code(List.of(entry.equation())),
        given(entry.features()),
        given(entry.gate()),
        entry.kernel(),
        given(entry.normaliser()),
        entry.state(),
        checked + (checked.isEmpty() || note.isEmpty() ? "" : "; ") + note,
        number("%.0e", worst.outputs()),
        number("%.0e", worst.gradients()),
        number("%.0f %%", 100 * worst.share()),
        speeds.getOrDefault(simpleName(entry.classes().get(0)), UNKNOWN));
  }

  private static String omitted() {
    TextTable table = new TextTable(3, List.of("not built", "paper", "reason"));
    for (Entry entry : Catalogue.entries()) {
      if (!entry.built()) {
        table.add(List.of(entry.name(), paper(entry), entry.note().replace("not built: ", "")));
      }
    }
    return table.markdown();
  }

  private Map<String, String> speeds() {
    Map<String, String> speeds = new HashMap<>();
    for (JsonNode mixer : figures.path("mixers")) {
      speeds.put(
          mixer.path("type").asText(),
          BenchmarkText.count(mixer.path("tokensPerSecond").asDouble()));
    }
    return speeds;
  }

  private static String paper(Entry entry) {
    return entry.arxiv().isEmpty()
        ? given(entry.paper())
        : "[%s](https://arxiv.org/abs/%s)".formatted(entry.paper(), entry.arxiv());
  }

  private static String code(List<String> words) {
    return String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
  }

  private static String given(String text) {
    return text.isEmpty() ? UNKNOWN : text;
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String number(String format, double value) {
    if (Double.isInfinite(value)) {
      return "failed";
    }
    return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, format, value);
  }
}
