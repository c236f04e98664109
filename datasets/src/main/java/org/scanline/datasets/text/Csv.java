package org.scanline.datasets.text;

/** Cells of comma-separated values. */
public final class Csv {
  private Csv() {}

  /** As RFC 4180 asks for. */
  public static String quoted(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
