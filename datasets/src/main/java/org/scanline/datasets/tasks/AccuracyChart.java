package org.scanline.datasets.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Accuracy over length, one line for each run, drawn as SVG. */
final class AccuracyChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 16;
  private static final int BOTTOM = 44;
  private static final String[] COLOURS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
  };

  private final List<Line> lines = new ArrayList<>();

  private record Line(String title, int trained, List<TaskScore> scores) {}

  /** Adds a line; trained is the longest length it has learnt from. */
  void add(String title, int trained, List<TaskScore> scores) {
    lines.add(new Line(title, trained, List.copyOf(scores)));
  }

  String svg() {
    TreeSet<Integer> lengths = new TreeSet<>();
    lines.forEach(line -> line.scores().forEach(score -> lengths.add(score.length())));
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                .formatted(WIDTH, HEIGHT)
            + " font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    if (!lengths.isEmpty()) {
      Scale scale = Scale.of(lengths.first(), lengths.last());
      appendAxes(svg, scale, lengths);
      for (int i = 0; i < lines.size(); i++) {
        appendLine(svg, scale, lines.get(i), i);
      }
    }
    return svg.append("</svg>\n").toString();
  }

  /** Places of lengths from left to right: logarithmic where they span more than a decade. */
  private record Scale(int first, int last, boolean logarithmic) {
    static Scale of(int first, int last) {
      return new Scale(first, last, last > 10 * first);
    }

    double x(int length) {
      double share =
          first == last
              ? 0.5
              : logarithmic
                  ? Math.log((double) length / first) / Math.log((double) last / first)
                  : (double) (length - first) / (last - first);
      return LEFT + share * (WIDTH - LEFT - RIGHT);
    }
  }

  private static double y(double accuracy) {
    return TOP + (1 - accuracy) * (HEIGHT - TOP - BOTTOM);
  }

  private void appendAxes(StringBuilder svg, Scale scale, TreeSet<Integer> lengths) {
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double y = y(tenth / 10.0);
      append(svg, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT);
      append(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
          LEFT - 6,
          y + 4,
          tenth / 10.0);
    }
    for (int length : lengths) {
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
          scale.x(length),
          HEIGHT - BOTTOM + 18,
          length);
    }
    append(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">length of the test</text>",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 6);
    append(
        svg,
        "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">accuracy</text>",
        (TOP + HEIGHT - BOTTOM) / 2);
    int trained = lines.stream().mapToInt(Line::trained).max().orElse(0);
    if (trained >= scale.first() && trained <= scale.last()) {
      append(
          svg,
          "<path d=\"M%.1f %dV%d\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>",
          scale.x(trained),
          TOP,
          HEIGHT - BOTTOM);
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" fill=\"#666\">trained up to here</text>",
          scale.x(trained) + 4,
          HEIGHT - BOTTOM - 6);
    }
  }

  private static void appendLine(StringBuilder svg, Scale scale, Line line, int number) {
    String colour = COLOURS[number % COLOURS.length];
    StringBuilder path = new StringBuilder();
    for (TaskScore score : line.scores()) {
      double x = scale.x(score.length());
      double y = y(score.accuracy());
      append(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
      path.append(String.format(Locale.ROOT, path.isEmpty() ? "M%.1f %.1f" : "L%.1f %.1f", x, y));
    }
    append(svg, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
    int y = TOP + 16 + 20 * number;
    int x = WIDTH - RIGHT + 14;
    append(svg, "<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"2\"/>", x, y - 4, colour);
    append(svg, "<text x=\"%d\" y=\"%d\">%s</text>", x + 24, y, line.title());
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void append(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
