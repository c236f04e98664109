package org.scanline.vision.image.metric;

/** The noise of one plane: its blocks, and what is remembered of them. */
final class PlaneNoise {
  private static final int SIDE = 16;

  /** Shares of samples at black or white by which blocks are told apart. */
  private static final double[] CUT = {0.02, 0.05, 0.1, 0.2};

  /** Pairs of pixels that are enough for an answer, and their share of all. */
  private static final int ENOUGH = 512;

  private static final double ENOUGH_OF_ALL = 0.02;

  private final int width;
  private final float[] band;
  private final FlatnessTable[] tables = new FlatnessTable[CUT.length];
  private int rows;
  private long even;

  PlaneNoise(int width) {
    this.width = width;
    band = new float[SIDE * width];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = new FlatnessTable();
    }
  }

  private PlaneNoise(PlaneNoise other) {
    this(other.width);
    System.arraycopy(other.band, 0, band, 0, band.length);
    rows = other.rows;
    even = other.even;
    for (int i = 0; i < tables.length; i++) {
      tables[i].add(other.tables[i]);
    }
  }

  void add(float[] samples, int count) {
    for (int y = 0; y < count; y++) {
      System.arraycopy(samples, y * width, band, rows++ * width, width);
      if (rows == SIDE) {
        readBand();
      }
    }
  }

  /** In 8-bit levels; reads what is left of a band on a copy. */
  double sigma() {
    PlaneNoise all = new PlaneNoise(this);
    all.readBand();
    long pairs = 0;
    for (FlatnessTable table : all.tables) {
      pairs += table.count();
    }
    if (pairs == 0 || all.even > pairs) {
      return 0;
    }
    FlatnessTable sum = new FlatnessTable();
    for (FlatnessTable table : all.tables) {
      sum.add(table);
      if (sum.count() >= Math.max(ENOUGH, ENOUGH_OF_ALL * pairs)) {
        break;
      }
    }
    return sum.flattest();
  }

  private void readBand() {
    for (int x = 0; x + 1 < width; x += SIDE) {
      readBlock(x, Math.min(SIDE, width - x) / 2, rows / 2);
    }
    rows = 0;
  }

  /** A block of that many pairs of pixels across and down. */
  private void readBlock(int left, int across, int down) {
    double diagonal = 0;
    double other = 0;
    int limits = 0;
    float[] above = new float[across];
    for (int j = 0; j < down; j++) {
      float before = 0;
      for (int i = 0; i < across; i++) {
        int at = 2 * j * width + left + 2 * i;
        float a = band[at];
        float b = band[at + 1];
        float c = band[at + width];
        float d = band[at + width + 1];
        diagonal += square(a - b - c + d);
        other += square(a - b + c - d) + square(a + b - c - d);
        float sum = a + b + c + d;
        other += (i > 0 ? square(sum - before) / 2 : 0) + (j > 0 ? square(sum - above[i]) / 2 : 0);
        before = sum;
        above[i] = sum;
        limits += limit(a) + limit(b) + limit(c) + limit(d);
      }
    }
    int pairs = across * down;
    if (pairs > 0 && diagonal == 0 && other == 0) {
      even += pairs;
      return;
    }
    int tier = 0;
    while (tier < CUT.length && limits > CUT[tier] * 4 * pairs) {
      tier++;
    }
    if (pairs > 0 && tier < CUT.length) {
      tables[tier].add(other / pairs, diagonal / 4, pairs);
    }
  }

  private static double square(float x) {
    return (double) x * x;
  }

  private static int limit(float sample) {
    return sample == 0 || sample == 1 ? 1 : 0;
  }
}
