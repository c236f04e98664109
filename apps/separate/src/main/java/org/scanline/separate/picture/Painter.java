package org.scanline.separate.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.scanline.jobs.Lettering;

/** Draws strips below each other: name, waveform, spectrogram, and one time axis for all. */
final class Painter {
  /** Width of the sound's part of the picture, pixels. */
  static final int PLOT_WIDTH = 1360;

  /** Height of a spectrogram, pixels; one row of frequencies each. */
  static final int ROWS = 124;

  private static final int LEFT = 136;
  private static final int RIGHT = 36;
  private static final int TOP = 72;
  private static final int BOTTOM = 44;
  private static final int WAVE = 40;
  private static final int GAP = 16;
  private static final int STRIP = WAVE + ROWS;

  private static final double RANGE_DB = 66;

  /** Nothing above this is shown as loud, so that silence is dark; dB. */
  private static final double QUIETEST_TOP_DB = -50;

  private static final double[] FREQUENCIES = {100, 1000, 10_000};

  private static final Color BACKGROUND = new Color(0x10121a);
  private static final Color TEXT = new Color(0xe9e7ef);
  private static final Color DIM = new Color(0x9a97a8);
  private static final Color LINE = new Color(0x33313f);
  private static final Color PEAK = new Color(0x5b5a78);
  private static final Color RMS = new Color(0xc9c6e2);

  private final ColourScale scale = new ColourScale();
  private final Lettering lettering;
  private final String title;
  private final TimeAxis axis;
  private final int sampleRate;

  /**
   * Prepares a picture.
   *
   * @param title its headline
   * @param axis the time under the strips
   * @param sampleRate of the sounds, Hz
   * @param lettering writes the text
   */
  Painter(String title, TimeAxis axis, int sampleRate, Lettering lettering) {
    this.title = title;
    this.axis = axis;
    this.sampleRate = sampleRate;
    this.lettering = lettering;
  }

  /** Upper edge of a strip's spectrogram, pixels. */
  static int spectrogramTop(int strip) {
    return TOP + strip * (STRIP + GAP) + WAVE;
  }

  /** Left edge of all plots, pixels. */
  static int plotLeft() {
    return LEFT;
  }

  /**
   * Draws the picture; the first strip is the mixture, whose level all others are shown against.
   */
  BufferedImage draw(List<Strip> strips) {
    int height = TOP + strips.size() * (STRIP + GAP) - GAP + BOTTOM;
    BufferedImage image =
        new BufferedImage(LEFT + PLOT_WIDTH + RIGHT, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setColor(BACKGROUND);
      g.fillRect(0, 0, image.getWidth(), height);
      headline(g);
      timeAxis(g, height);
      double top = topOf(strips.get(0));
      double loudest = loudest(strips.get(0));
      for (int i = 0; i < strips.size(); i++) {
        spectrogram(image, strips.get(i), spectrogramTop(i), top);
        waveform(g, strips.get(i), spectrogramTop(i) - WAVE, loudest);
        labels(g, strips.get(i), spectrogramTop(i));
      }
    } finally {
      g.dispose();
    }
    return image;
  }

  /** The level that gets the lightest colour: all but the loudest thousandth lies below it; dB. */
  private static double topOf(Strip mixture) {
    int[] histogram = new int[400];
    int count = 0;
    for (float[] column : mixture.power()) {
      for (float power : column) {
        histogram[(int) Math.max(0, Math.min(399, 2 * decibels(power) + 320))]++;
        count++;
      }
    }
    int above = 0;
    int bin = 399;
    while (bin > 0 && above + histogram[bin] <= count / 1000) {
      above += histogram[bin--];
    }
    return Math.max(QUIETEST_TOP_DB, (bin + 1 - 320) / 2.0);
  }

  private static double decibels(double power) {
    return 10 * Math.log10(power + 1e-16);
  }

  /** The magnitude that fills a waveform's height: passed in one pixel of fifty at most. */
  private static double loudest(Strip mixture) {
    float[] sorted = mixture.peak().clone();
    Arrays.sort(sorted);
    return Math.max(1e-3, sorted[sorted.length * 49 / 50]);
  }

  private void headline(Graphics2D g) {
    int barWidth = 180;
    int barLeft = LEFT + PLOT_WIDTH - barWidth;
    for (int x = 0; x < barWidth; x++) {
      g.setColor(new Color(scale.of((x + 0.5) / barWidth)));
      g.fillRect(barLeft + x, TOP - 36, 1, 10);
    }
    lettering.write(g, "−" + Math.round(RANGE_DB) + " dB", barLeft - 10, TOP - 26, 1, 14, DIM);
    lettering.write(g, "0", barLeft + barWidth + 10, TOP - 26, 0, 14, DIM);
    String name = lettering.fitted(g, title, 24, PLOT_WIDTH - barWidth - 160);
    lettering.write(g, name, LEFT, TOP - 24, 0, 24, TEXT);
  }

  private void timeAxis(Graphics2D g, int height) {
    int bottom = height - BOTTOM;
    g.setStroke(new BasicStroke(1));
    for (TimeAxis.Tick tick : axis.ticks(14)) {
      double x = LEFT + tick.place() * PLOT_WIDTH;
      g.setColor(LINE);
      g.draw(new Line2D.Double(x, TOP, x, bottom + 7));
      lettering.write(g, tick.label(), x, bottom + 26, 0.5, 14, DIM);
    }
  }

  private void spectrogram(BufferedImage image, Strip strip, int top, double topDb) {
    for (int x = 0; x < PLOT_WIDTH; x++) {
      for (int row = 0; row < ROWS; row++) {
        double level = 1 + (decibels(strip.power()[x][row]) - topDb) / RANGE_DB;
        image.setRGB(LEFT + x, top + ROWS - 1 - row, scale.of(level));
      }
    }
  }

  private static void waveform(Graphics2D g, Strip strip, int top, double loudest) {
    g.setColor(PEAK);
    g.fill(outline(strip.peak(), top, loudest));
    g.setColor(RMS);
    g.fill(outline(strip.rms(), top, loudest));
  }

  private static Path2D outline(float[] values, int top, double loudest) {
    double centre = top + (WAVE - 6) / 2.0;
    double half = (WAVE - 8) / 2.0;
    Path2D path = new Path2D.Double();
    path.moveTo(LEFT, centre);
    for (int x = 0; x < values.length; x++) {
      path.lineTo(LEFT + x + 0.5, centre - 0.5 - half * Math.min(1, values[x] / loudest));
    }
    path.lineTo(LEFT + PLOT_WIDTH, centre);
    for (int x = values.length - 1; x >= 0; x--) {
      path.lineTo(LEFT + x + 0.5, centre + 0.5 + half * Math.min(1, values[x] / loudest));
    }
    path.closePath();
    return path;
  }

  private void labels(Graphics2D g, Strip strip, int top) {
    String name = lettering.fitted(g, strip.name(), 19, LEFT - 24);
    lettering.write(g, name, 20, top - WAVE / 2.0 + 4, 0, 19, TEXT);
    double highest = FrequencyRows.highestAt(sampleRate);
    for (double frequency : FREQUENCIES) {
      if (frequency < highest) {
        double height =
            Math.log(frequency / FrequencyRows.LOWEST) / Math.log(highest / FrequencyRows.LOWEST);
        double y = top + ROWS * (1 - height);
        g.setColor(DIM);
        g.draw(new Line2D.Double(LEFT - 7, y, LEFT - 2, y));
        String label =
            frequency < 1000
                ? Math.round(frequency) + " Hz"
                : Math.round(frequency / 1000) + " kHz";
        lettering.write(g, label, LEFT - 12, y + 4.5, 1, 13, DIM);
      }
    }
  }
}
