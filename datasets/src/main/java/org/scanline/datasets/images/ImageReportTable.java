package org.scanline.datasets.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.scanline.datasets.text.TextTable;

/** Reports for people: a row for each condition and picture, a column for each method. */
final class ImageReportTable {
  private static final int NAMES = 2;

  private ImageReportTable() {}

  static String plain(ImageReport report) {
    return "PSNR, dB\n"
        + table(report, ImageScore::psnr, "%.2f").plain()
        + "\nSSIM\n"
        + table(report, ImageScore::ssim, "%.4f").plain();
  }

  static String markdown(ImageReport report) {
    return "PSNR, dB:\n\n"
        + table(report, ImageScore::psnr, "%.2f").markdown()
        + "\nSSIM:\n\n"
        + table(report, ImageScore::ssim, "%.4f").markdown();
  }

  private static TextTable table(
      ImageReport report, ToDoubleFunction<ImageScore> figure, String form) {
    List<String> head = new ArrayList<>(List.of("pictures", "picture"));
    head.addAll(report.methods());
    TextTable table = new TextTable(NAMES, head);
    for (String condition : report.conditions()) {
      for (String picture : report.pictures()) {
        List<String> row = new ArrayList<>(List.of(condition, picture));
        for (String method : report.methods()) {
          double value =
              report.of(condition, method).stream()
                  .filter(score -> score.picture().equals(picture))
                  .mapToDouble(figure)
                  .findFirst()
                  .orElse(Double.NaN);
          row.add(cell(form, value));
        }
        table.add(row);
      }
      if (report.pictures().size() > 1) {
        List<String> row = new ArrayList<>(List.of(condition, "mean"));
        report
            .methods()
            .forEach(method -> row.add(cell(form, report.mean(condition, method, figure))));
        table.add(row);
      }
    }
    return table;
  }

  private static String cell(String form, double value) {
    return Double.isNaN(value)
        ? "-"
        : Double.isInfinite(value) ? "inf" : String.format(Locale.ROOT, form, value);
  }
}
