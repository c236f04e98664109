package org.scanline.datasets.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.scanline.datasets.text.Svg;

/** Accuracy over length, one line for each run, drawn as SVG. */
final class AccuracyChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 16;
  private static final int BOTTOM = 44;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String title, int trained, List<TaskScore> scores) {}

  /** Adds a line; trained is the longest length it has learnt from. */
  void add(String title, int trained, List<TaskScore> scores) {
    lines.add(new Line(title, trained, List.copyOf(scores)));
  }

  String svg() {
    TreeSet<Integer> lengths = new TreeSet<>();
    lines.forEach(line -> line.scores().forEach(score -> lengths.add(score.length())));
    Svg svg = new Svg(WIDTH, HEIGHT);
    if (!lengths.isEmpty()) {
      Scale scale = Scale.of(lengths.first(), lengths.last());
      appendAxes(svg, scale, lengths);
      for (int i = 0; i < lines.size(); i++) {
        appendLine(svg, scale, lines.get(i), i);
      }
    }
    return svg.text();
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

  private void appendAxes(Svg svg, Scale scale, TreeSet<Integer> lengths) {
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double y = y(tenth / 10.0);
      svg.add("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT);
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
          LEFT - 6, y + 4, tenth / 10.0);
    }
    for (int length : lengths) {
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
          scale.x(length), HEIGHT - BOTTOM + 18, length);
    }
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">length of the test</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6);
    svg.add(
        "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">accuracy</text>",
        (TOP + HEIGHT - BOTTOM) / 2);
    int trained = lines.stream().mapToInt(Line::trained).max().orElse(0);
    if (trained >= scale.first() && trained <= scale.last()) {
      svg.add(
          "<path d=\"M%.1f %dV%d\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>",
          scale.x(trained), TOP, HEIGHT - BOTTOM);
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" fill=\"#666\">trained up to here</text>",
          scale.x(trained) + 4, HEIGHT - BOTTOM - 6);
    }
  }

  private static void appendLine(Svg svg, Scale scale, Line line, int number) {
    String colour = Svg.colour(number);
    StringBuilder path = new StringBuilder();
    for (TaskScore score : line.scores()) {
      double x = scale.x(score.length());
      double y = y(score.accuracy());
      svg.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
      path.append(String.format(Locale.ROOT, path.isEmpty() ? "M%.1f %.1f" : "L%.1f %.1f", x, y));
    }
    svg.add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
    int y = TOP + 16 + 20 * number;
    int x = WIDTH - RIGHT + 14;
    svg.add("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"2\"/>", x, y - 4, colour);
    svg.add("<text x=\"%d\" y=\"%d\">%s</text>", x + 24, y, Svg.escaped(line.title()));
  }
}
