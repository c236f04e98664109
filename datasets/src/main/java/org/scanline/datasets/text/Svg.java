package org.scanline.datasets.text;

import java.util.Locale;

/** A picture drawn as text (SVG), line by line; one thread at a time. */
public final class Svg {
  /** Told apart by people who see colours differently, too (Okabe and Ito). */
  private static final String[] COLOURS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
  };

  private final StringBuilder text = new StringBuilder();

  /** An empty white picture of a size in pixels. */
  public Svg(int width, int height) {
    text.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">\n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n")
            .formatted(width, height));
  }

  /** The colour of the n-th thing. */
  public static String colour(int number) {
    return COLOURS[number % COLOURS.length];
  }

  /** Adds an element; numbers are written with a point in every country. */
  @SuppressWarnings("AnnotateFormatMethod")
  public void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The picture. */
  public String text() {
    return text + "</svg>\n";
  }

  /** Words for the inside of an element or attribute of XML or HTML. */
  public static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
