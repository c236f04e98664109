package org.scanline.vision.image.net;

/**
 * What is known of a picture before its first row, and how it is to be read.
 *
 * @param width columns
 * @param height rows
 * @param sigma standard deviation of its noise in 8-bit levels; 0 where no net asks for it
 * @param threads that may work on it at once; results do not depend on it
 */
public record Picture(int width, int height, double sigma, int threads) {
  /** Checks the sizes. */
  public Picture {
    if (width < 1 || height < 1 || !(sigma >= 0) || threads < 1) {
      throw new IllegalArgumentException(
          "width=%d, height=%d and threads=%d must be at least 1, sigma=%s at least 0"
              .formatted(width, height, threads, sigma));
    }
  }

  /** A picture of which no noise is known. */
  public Picture(int width, int height) {
    this(width, height, 0, 1);
  }
}
