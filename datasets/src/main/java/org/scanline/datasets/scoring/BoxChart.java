package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.scanline.datasets.text.Svg;

/**
 * Box plots of one metric: a group for each stem, a box for each system.
 *
 * <p>The box spans the middle half of the values with a line at the median; whiskers reach to the
 * last value within one and a half times its height; points are what lies beyond. Fewer than four
 * values are points only.
 */
final class BoxChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 260;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 30;
  private static final int LINES = 6;
  private static final int FEWEST = 4;

  @SuppressWarnings("ArrayRecordComponent")
  private record Box(int group, int series, double[] sorted) {}

  private final List<String> groups;
  private final int series;
  private final List<Box> boxes = new ArrayList<>();
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;

  BoxChart(List<String> groups, int series) {
    this.groups = List.copyOf(groups);
    this.series = series;
  }

  /** Adds the values of one series in one group; what is not finite is not drawn. */
  void add(int group, int number, double[] values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length > 0) {
      boxes.add(new Box(group, number, sorted));
      lowest = Math.min(lowest, whisker(sorted, -1));
      highest = Math.max(highest, whisker(sorted, 1));
    }
  }

  boolean isEmpty() {
    return boxes.isEmpty();
  }

  String svg() {
    double step = step((highest - lowest) / LINES);
    double from = Math.floor(lowest / step) * step;
    double to = Math.max(from + step, Math.ceil(highest / step) * step);
    Svg svg = new Svg(WIDTH, HEIGHT);
    for (double at = from; at <= to + step / 2; at += step) {
      double y = y(at, from, to);
      svg.add("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT);
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 6, y + 4, step < 1 ? String.format(Locale.ROOT, "%.2g", at) : Math.round(at));
    }
    double wide = (double) (WIDTH - LEFT - RIGHT) / Math.max(1, groups.size());
    for (int g = 0; g < groups.size(); g++) {
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          LEFT + (g + 0.5) * wide, HEIGHT - 10, Svg.escaped(groups.get(g)));
    }
    double slot = wide / (series + 1);
    for (Box box : boxes) {
      double x = LEFT + box.group() * wide + (box.series() + 1) * slot;
      draw(svg, box, x, Math.min(36, 0.7 * slot), from, to);
    }
    return svg.text();
  }

  private static double y(double value, double from, double to) {
    return TOP + (to - value) / (to - from) * (HEIGHT - TOP - BOTTOM);
  }

  /** A round number not below: 1, 2 or 5 times a power of ten. */
  private static double step(double least) {
    if (!(least > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double ratio = least / power;
    return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
  }

  /** The value at a part of the way through sorted ones. */
  private static double quantile(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The last value within one and a half boxes of the box, to one side. */
  private static double whisker(double[] sorted, int side) {
    double low = quantile(sorted, 0.25);
    double high = quantile(sorted, 0.75);
    double reach = 1.5 * (high - low);
    return sorted.length < FEWEST
        ? side < 0 ? sorted[0] : sorted[sorted.length - 1]
        : side < 0
            ? Arrays.stream(sorted).filter(v -> v >= low - reach).min().orElse(low)
            : Arrays.stream(sorted).filter(v -> v <= high + reach).max().orElse(high);
  }

  private static void draw(Svg svg, Box box, double x, double width, double from, double to) {
    String colour = Svg.colour(box.series());
    double[] sorted = box.sorted();
    double low = whisker(sorted, -1);
    double high = whisker(sorted, 1);
    if (sorted.length < FEWEST) {
      for (double value : sorted) {
        double y = y(value, from, to);
        svg.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x, y, colour);
      }
      return;
    }
    double top = y(quantile(sorted, 0.75), from, to);
    double bottom = y(quantile(sorted, 0.25), from, to);
    double yLow = y(low, from, to);
    double yHigh = y(high, from, to);
    svg.add("<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\"/>", x, yLow, yHigh, colour);
    svg.add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"white\" stroke=\"%s\""
            + " stroke-width=\"1.5\"/>",
        x - width / 2, top, width, Math.max(0.5, bottom - top), colour);
    double median = y(quantile(sorted, 0.5), from, to);
    svg.add(
        "<path d=\"M%.1f %.1fh%.1f\" stroke=\"%s\" stroke-width=\"3\"/>",
        x - width / 2, median, width, colour);
    for (double value : sorted) {
      if ((value < low || value > high) && value >= from && value <= to) {
        double y = y(value, from, to);
        svg.add(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.5\" fill=\"%s\" opacity=\"0.5\"/>",
            x, y, colour);
      }
    }
  }
}
