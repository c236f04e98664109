package org.scanline.longimage;

import java.util.Locale;
import org.scanline.jobs.WorkUnit;

/**
 * Pictures are counted in rows of the result.
 *
 * @param width pixels in a row
 */
record PictureRows(int width) implements WorkUnit {
  private static final double MEGA = 1e6;

  @Override
  public String amount(double rows) {
    return String.format(Locale.ROOT, "%,d rows (%s MP)", (long) rows, figure(rows * width / MEGA));
  }

  @Override
  public String speed(double rowsPerSecond) {
    return String.format(
        Locale.ROOT,
        "%s rows/s, %s MP/s",
        figure(rowsPerSecond),
        figure(rowsPerSecond * width / MEGA));
  }

  /** Two or three digits. */
  private static String figure(double number) {
    return String.format(Locale.ROOT, number < 9.95 ? "%.2g" : "%,.0f", number)
        .replaceFirst("^0\\.0+$", "0");
  }
}
