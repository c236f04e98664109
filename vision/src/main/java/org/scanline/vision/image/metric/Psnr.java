package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/** Peak signal-to-noise ratio, dB, of samples whose peak is 1. */
public final class Psnr {
  private Psnr() {}

  /**
   * Over all planes; infinite for equal images.
   *
   * @param border rows and columns left out on all sides
   * @throws IllegalArgumentException when the shapes differ or the border leaves nothing
   */
  public static double of(ImageStrip reference, ImageStrip image, int border) {
    Pairs.requireAlike(reference, image, 2 * border + 1);
    int width = reference.width();
    double sum = 0;
    for (int c = 0; c < reference.channels(); c++) {
      float[] one = reference.plane(c);
      float[] other = image.plane(c);
      for (int y = border; y < reference.rows() - border; y++) {
        for (int i = y * width + border; i < (y + 1) * width - border; i++) {
          double difference = (double) one[i] - other[i];
          sum += difference * difference;
        }
      }
    }
    long pixels = (long) (width - 2 * border) * (reference.rows() - 2 * border);
    return 10 * Math.log10(pixels * reference.channels() / sum);
  }

  /**
   * Of the {@link Luma}, as super-resolution is compared: the peak stays that of the codes (255)
   * and not that of the studio range.
   */
  public static double ofLuma(ImageStrip reference, ImageStrip image, int border) {
    return of(Luma.of(reference), Luma.of(image), border);
  }
}
