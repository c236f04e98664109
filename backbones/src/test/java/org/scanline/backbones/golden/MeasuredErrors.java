package org.scanline.backbones.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The errors that a test run measured, one line each in target/golden-errors.csv; the table of
 * mixers in docs/backbones.md is made from it. Safe for concurrent use within one process.
 */
final class MeasuredErrors {
  private static final Path FILE = Path.of("target", "golden-errors.csv");
  private static boolean started;

  private MeasuredErrors() {}

  static synchronized void note(
      String operator, String form, String key, double error, double tolerance) {
    String line =
        String.format(Locale.ROOT, "%s,%s,%s,%.3e,%.3e%n", operator, form, key, error, tolerance);
    try {
      if (!started) {
        started = true;
        Files.createDirectories(FILE.toAbsolutePath().getParent());
        Files.writeString(FILE, "operator,form,quantity,error,allowed" + System.lineSeparator());
      }
      Files.writeString(FILE, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
