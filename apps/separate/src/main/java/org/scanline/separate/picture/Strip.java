package org.scanline.separate.picture;

/**
 * One sound as it is drawn: columns resampled to a width in pixels.
 *
 * @param name of the sound
 * @param power (width, rows) mean power of each pixel, rows from low to high
 * @param rms (width) root mean square, full scale 1
 * @param peak (width) highest magnitude, full scale 1
 */
record Strip(String name, float[][] power, float[] rms, float[] peak) {

  /** Averages columns where there are more of them than pixels, interpolates where fewer. */
  static Strip of(String name, Columns columns, int width) {
    float[][] power = new float[width][columns.rows()];
    float[] rms = new float[width];
    float[] peak = new float[width];
    double perPixel = (double) columns.length() / columns.width() / width;
    for (int x = 0; x < width && columns.used() > 0; x++) {
      // At least one column wide: neighbouring pixels then share columns in changing parts.
      double half = Math.max(perPixel, 1) / 2;
      double centre = (x + 0.5) * perPixel;
      gather(columns, centre - half, centre + half, x, new Strip(name, power, rms, peak));
    }
    return new Strip(name, power, rms, peak);
  }

  private static void gather(Columns columns, double from, double to, int x, Strip strip) {
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
      strip.peak[x] = (float) Math.max(strip.peak[x], columns.peak(i));
      for (int row = 0; row < columns.rows(); row++) {
        strip.power[x][row] += (float) (part * columns.power(i, row));
      }
    }
    for (int row = 0; row < columns.rows() && whole > 0; row++) {
      strip.power[x][row] /= (float) whole;
    }
    strip.rms[x] = whole > 0 ? (float) Math.sqrt(squares / whole) : 0;
  }
}
