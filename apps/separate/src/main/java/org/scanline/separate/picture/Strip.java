package org.scanline.separate.picture;

/** One sound as it is drawn: columns resampled to a width in pixels. Read only once made. */
final class Strip {
  private final String name;
  private final float[][] power;
  private final float[] rms;
  private final float[] peak;

  private Strip(String name, int width, int rows) {
    this.name = name;
    this.power = new float[width][rows];
    this.rms = new float[width];
    this.peak = new float[width];
  }

  /** Name of the sound. */
  String name() {
    return name;
  }

  /** Mean power of each pixel: (width, rows), rows from low to high. */
  float[][] power() {
    return power;
  }

  /** Root mean square in each pixel column: (width), full scale 1. */
  float[] rms() {
    return rms;
  }

  /** Highest magnitude in each pixel column: (width), full scale 1. */
  float[] peak() {
    return peak;
  }

  /** Averages columns where there are more of them than pixels, interpolates where fewer. */
  static Strip of(String name, Columns columns, int width) {
    Strip strip = new Strip(name, width, columns.rows());
    double perPixel = (double) columns.length() / columns.width() / width;
    for (int x = 0; x < width && columns.used() > 0; x++) {
      // At least one column wide: neighbouring pixels then share columns in changing parts.
      double half = Math.max(perPixel, 1) / 2;
      double centre = (x + 0.5) * perPixel;
      strip.gather(columns, centre - half, centre + half, x);
    }
    return strip;
  }

  private void gather(Columns columns, double from, double to, int x) {
    double whole = 0;
    double squares = 0;
    int last = columns.used() - 1;
    for (int i = (int) Math.max(0, Math.floor(from)); i <= Math.min(last, (int) to); i++) {
      double part = Math.min(to, i + 1) - Math.max(from, i);
      if (part <= 0) {
        continue;
      }
      whole += part;
      squares += part * columns.meanSquare(i);
      peak[x] = (float) Math.max(peak[x], columns.peak(i));
      for (int row = 0; row < columns.rows(); row++) {
        power[x][row] += (float) (part * columns.power(i, row));
      }
    }
    for (int row = 0; row < columns.rows() && whole > 0; row++) {
      power[x][row] /= (float) whole;
    }
    rms[x] = whole > 0 ? (float) Math.sqrt(squares / whole) : 0;
  }
}
