package org.scanline.datasets.benchmark;

import org.scanline.vision.image.ImageStrip;

/** The differences of two pictures, at the borders of tiles and elsewhere; used once. */
final class SeamSums {
  /** Pixels on each side of a border that are still at it. */
  private static final int NEAR = 4;

  private final ImageStrip one;
  private final ImageStrip other;
  private final int tile;
  private final Spread atBorders = new Spread();
  private final Spread elsewhere = new Spread();
  private final Spread stepAtBorders = new Spread();
  private final Spread stepElsewhere = new Spread();

  /** The largest and the mean square of some numbers. */
  private static final class Spread {
    private double most;
    private double sum;
    private long count;

    void add(double value) {
      most = Math.max(most, Math.abs(value));
      sum += value * value;
      count++;
    }

    double rms() {
      return count == 0 ? 0 : Math.sqrt(sum / count);
    }
  }

  /**
   * Compares pictures of the same size.
   *
   * @param tile side of the tiles of the other, in its pixels
   */
  SeamSums(ImageStrip one, ImageStrip other, int tile) {
    this.one = one;
    this.other = other;
    this.tile = tile;
    for (int c = 0; c < one.channels(); c++) {
      for (int row = 0; row < one.rows(); row++) {
        add(c, row);
      }
    }
  }

  private void add(int channel, int row) {
    int width = one.width();
    boolean rowAtBorder = atBorder(row, one.rows());
    for (int x = 0; x < width; x++) {
      int at = row * width + x;
      double difference = difference(channel, at);
      (rowAtBorder || atBorder(x, width) ? atBorders : elsewhere).add(difference);
      if (x > 0) {
        step(x).add(difference - difference(channel, at - 1));
      }
      if (row > 0) {
        step(row).add(difference - difference(channel, at - width));
      }
    }
  }

  private Spread step(int position) {
    return position % tile == 0 ? stepAtBorders : stepElsewhere;
  }

  /** Whether a position is close to a border between two tiles. */
  private boolean atBorder(int position, int size) {
    int below = position / tile * tile;
    boolean after = below > 0 && position - below < NEAR;
    boolean before = below + tile < size && below + tile - position <= NEAR;
    return after || before;
  }

  private double difference(int channel, int at) {
    return levels(other.plane(channel)[at]) - levels(one.plane(channel)[at]);
  }

  private static double levels(float sample) {
    return 255 * Math.max(0, Math.min(1, (double) sample));
  }

  ImageSeam seam(String way, double work) {
    return new ImageSeam(
        way,
        work,
        atBorders.most,
        atBorders.rms(),
        elsewhere.most,
        elsewhere.rms(),
        stepAtBorders.rms(),
        stepElsewhere.rms());
  }
}
