package org.scanline.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** How much of the libraries' logs a user sees. */
final class Logging {
  private static final String FORMAT = "scanline: %4$s: %5$s%6$s%n";

  private Logging() {}

  /** Only what our own libraries call a warning, and other people's errors. */
  static void quiet() {
    set("SEVERE", "WARNING");
  }

  /** Everything from our own libraries, and what others find worth knowing. */
  static void verbose() {
    set("INFO", "ALL");
  }

  private static void set(String others, String ours) {
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    String settings =
        """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        .level = %s
        org.scanline.level = %s
        org.bytedeco.level = OFF
        """
            .formatted(others, ours);
    try {
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
