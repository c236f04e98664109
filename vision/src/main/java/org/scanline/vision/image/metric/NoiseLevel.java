package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/**
 * How strong the white Gaussian noise of an image is, found in one pass over its strips.
 *
 * <p>The diagonal coefficients of a Haar wavelet hold hardly anything but noise (Donoho and
 * Johnstone, "Ideal spatial adaptation by wavelet shrinkage", 1994, sect. 4). In texture they hold
 * more, so they are read where an image is flat. Blocks are ranked by their other coefficients,
 * which are independent of the diagonal ones if all there is is white noise: choosing the flattest
 * tenth leaves no bias. Blocks where samples are cut off at black or white count only if there are
 * no others. Noise that neighbouring pixels share (after JPEG, demosaicing or enlarging) looks
 * weaker than it is.
 *
 * <p>Memory grows with the width and not with the height; the cuts do not matter. One thread at a
 * time.
 */
public final class NoiseLevel {
  private final int width;
  private final PlaneNoise[] planes;

  /** Starts above an image. */
  public NoiseLevel(int width, int channels) {
    this.width = width;
    planes = new PlaneNoise[channels];
    for (int c = 0; c < channels; c++) {
      planes[c] = new PlaneNoise(width);
    }
  }

  /**
   * The noise of a whole image.
   *
   * @return for each plane, in 8-bit levels
   */
  public static double[] of(ImageStrip image) {
    NoiseLevel level = new NoiseLevel(image.width(), image.channels());
    level.add(image);
    return level.sigmas();
  }

  /**
   * Reads the next rows.
   *
   * @throws IllegalArgumentException when width or channels differ
   */
  public void add(ImageStrip strip) {
    if (strip.width() != width || strip.channels() != planes.length) {
      throw new IllegalArgumentException(
          "a strip of width %d with %d channels, must be %d with %d"
              .formatted(strip.width(), strip.channels(), width, planes.length));
    }
    for (int c = 0; c < planes.length; c++) {
      planes[c].add(strip.plane(c), strip.rows());
    }
  }

  /**
   * The standard deviation of the noise so far.
   *
   * @return for each plane, in 8-bit levels (1/255 of white); 0 for an image that has no 2x2 pixels
   *     or is even in more than half of its blocks
   */
  public double[] sigmas() {
    double[] sigmas = new double[planes.length];
    for (int c = 0; c < sigmas.length; c++) {
      sigmas[c] = planes[c].sigma();
    }
    return sigmas;
  }
}
