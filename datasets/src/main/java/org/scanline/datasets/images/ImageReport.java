package org.scanline.datasets.images;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What an evaluation of nets for pictures found. Immutable.
 *
 * @param scores by condition, then method, then picture
 * @param notes parameters that were chosen, and the seed of the noise; one line each
 * @param failures pictures that could not be measured; one line each, which begins with the file
 */
public record ImageReport(List<ImageScore> scores, List<String> notes, List<String> failures) {
  /** Keeps the lists from changing. */
  public ImageReport {
    scores = List.copyOf(scores);
    notes = List.copyOf(notes);
    failures = List.copyOf(failures);
  }

  /** What was done to the pictures. */
  public Set<String> conditions() {
    return distinct(ImageScore::condition);
  }

  /** Names of the pictures. */
  public Set<String> pictures() {
    return distinct(ImageScore::picture);
  }

  /** What restored them. */
  public Set<String> methods() {
    return distinct(ImageScore::method);
  }

  private Set<String> distinct(Function<ImageScore, String> key) {
    return new LinkedHashSet<>(scores.stream().map(key).toList());
  }

  /** The scores of a method, by picture. */
  public List<ImageScore> of(String condition, String method) {
    return scores.stream()
        .filter(s -> s.condition().equals(condition) && s.method().equals(method))
        .toList();
  }

  /** The mean of a figure over the pictures, NaN without any. */
  public double mean(String condition, String method, ToDoubleFunction<ImageScore> figure) {
    return of(condition, method).stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** The report as JSON; a value that is no finite number is null. */
  public String toJson() {
    return ImageReportText.json(this);
  }

  /** One line a score, a head line first; a value that is no finite number is left empty. */
  public String toCsv() {
    return ImageReportText.csv(this);
  }

  /** Two tables for a terminal: PSNR and SSIM. */
  public String toTable() {
    return ImageReportTable.plain(this);
  }

  /** The same tables in Markdown. */
  public String toMarkdown() {
    return ImageReportTable.markdown(this);
  }
}
