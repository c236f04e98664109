package org.scanline.longimage.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;

/**
 * Finds the places of an image where most is to be seen, while its rows come from the top down.
 *
 * <p>The image is laid out in square cells. A cell counts by the differences between neighbouring
 * means of 2 × 2 pixels, which noise enters less than edges do. The best cell of each part of the
 * image is remembered (four parts across, four down), so that the places lie apart. The same image
 * always gives the same places; memory grows with the width only. One thread at a time.
 */
final class DetailMap {
  private static final int PARTS = 4;

  /**
   * A place.
   *
   * @param x left edge, pixels
   * @param y upper edge
   * @param width pixels
   * @param height pixels
   * @param detail sum of differences in it
   */
  record Place(int x, int y, int width, int height, double detail) {}

  private final int width;
  private final int height;
  private final int cellWidth;
  private final int cellHeight;
  private final double[] sums;
  private final @Nullable Place[][] best = new Place[PARTS][PARTS];
  private float[] line = {};
  private float[] above = {};
  private int y;

  /** No rows of an image yet; cells of this size, or less where the image is smaller. */
  DetailMap(int width, int height, int cell) {
    this.width = width;
    this.height = height;
    cellWidth = Math.min(cell, width);
    cellHeight = Math.min(cell, height);
    sums = new double[width / cellWidth];
  }

  /** The next rows. */
  void push(ImageStrip strip) {
    for (int row = 0; row < strip.rows(); row++) {
      add(strip, row * width);
    }
  }

  private void add(ImageStrip strip, int from) {
    float[] next = new float[width];
    for (int x = 0; x < width; x++) {
      next[x] = brightness(strip, from + x);
    }
    if (y % 2 == 1) {
      means(line, next);
    }
    line = next;
    y++;
    if (y % cellHeight == 0) {
      close(y - cellHeight);
    }
  }

  private static float brightness(ImageStrip strip, int at) {
    int colours = strip.channels() < 3 ? 1 : 3;
    float sum = 0;
    for (int c = 0; c < colours; c++) {
      float value = strip.plane(c)[at];
      sum += value >= 1 ? 1 : value > 0 ? value : 0;
    }
    float seen = strip.channels() % 2 == 0 ? strip.plane(strip.channels() - 1)[at] : 1;
    return seen > 0 ? sum / colours : 0;
  }

  /** One row of means, and its differences to the left and upwards. */
  private void means(float[] upper, float[] lower) {
    float[] means = new float[width / 2];
    for (int x = 0; x < means.length; x++) {
      means[x] = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
      double difference = x == 0 ? 0 : Math.abs(means[x] - means[x - 1]);
      difference += above.length == 0 ? 0 : Math.abs(means[x] - above[x]);
      int cell = 2 * x / cellWidth;
      if (cell < sums.length) {
        sums[cell] += difference;
      }
    }
    above = means;
  }

  private void close(int top) {
    int part = (int) ((long) top * PARTS / height);
    for (int cell = 0; cell < sums.length; cell++) {
      int left = cell * cellWidth;
      int across = (int) ((long) left * PARTS / width);
      Place known = best[part][across];
      if (known == null || sums[cell] > known.detail()) {
        best[part][across] = new Place(left, top, cellWidth, cellHeight, sums[cell]);
      }
      sums[cell] = 0;
    }
  }

  /** The best places, at most so many, from the top down. */
  List<Place> places(int most) {
    List<Place> all = new ArrayList<>();
    for (@Nullable Place[] parts : best) {
      for (Place place : parts) {
        if (place != null) {
          all.add(place);
        }
      }
    }
    all.sort(Comparator.comparingDouble(Place::detail).reversed());
    List<Place> chosen = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
    chosen.sort(Comparator.comparingInt(Place::y).thenComparingInt(Place::x));
    return chosen;
  }
}
