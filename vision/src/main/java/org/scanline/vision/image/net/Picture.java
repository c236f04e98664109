package org.scanline.vision.image.net;

/**
 * What is known of a picture before its first row.
 *
 * @param width columns
 * @param height rows
 * @param sigma standard deviation of its noise in 8-bit levels; 0 where no net asks for it
 */
public record Picture(int width, int height, double sigma) {
  /** Checks the sizes. */
  public Picture {
    if (width < 1 || height < 1 || !(sigma >= 0)) {
      throw new IllegalArgumentException(
          "width=%d and height=%d must be at least 1, sigma=%s at least 0"
              .formatted(width, height, sigma));
    }
  }

  /** A picture of which no noise is known. */
  public Picture(int width, int height) {
    this(width, height, 0);
  }
}
