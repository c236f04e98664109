package org.scanline.datasets.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest errors that the tests measured against a file of reference numbers, over all forms
 * and cases, relative to the largest reference value.
 *
 * @param outputs of outputs and states; NaN when none was compared
 * @param gradients of gradients; NaN when none was compared
 * @param share largest error as a share of what was allowed for it; infinite, like the error, where
 *     a comparison gave no number
 */
record GoldenErrors(double outputs, double gradients, double share) {
  private static final int COLUMNS = 5;

  /** Nothing was compared. */
  static final GoldenErrors NONE = new GoldenErrors(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Reads target/golden-errors.csv: operator, form, quantity, error, allowed.
   *
   * @return by operator
   * @throws IOException when the file cannot be read or is no such table
   */
  static Map<String, GoldenErrors> read(Path file) throws IOException {
    Map<String, GoldenErrors> errors = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      List<String> cells = List.of(line.split(",", -1));
      if (cells.size() != COLUMNS) {
        throw new IOException(file + " has a line without five columns: " + line);
      }
      if (!cells.get(0).equals("operator")) {
        errors.merge(cells.get(0), of(file, cells), GoldenErrors::worst);
      }
    }
    return errors;
  }

  private static GoldenErrors of(Path file, List<String> cells) throws IOException {
    try {
      double read = Double.parseDouble(cells.get(3));
      double error = Double.isNaN(read) ? Double.POSITIVE_INFINITY : read;
      double share = error / Double.parseDouble(cells.get(4));
      return cells.get(2).contains(".grad.")
          ? new GoldenErrors(Double.NaN, error, share)
          : new GoldenErrors(error, Double.NaN, share);
    } catch (NumberFormatException e) {
      throw new IOException(file + " has no number in " + cells, e);
    }
  }

  /** The larger of each. */
  GoldenErrors worst(GoldenErrors other) {
    return new GoldenErrors(
        larger(outputs, other.outputs),
        larger(gradients, other.gradients),
        larger(share, other.share));
  }

  private static double larger(double a, double b) {
    return Double.isNaN(a) || b > a ? b : a;
  }
}
