package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/** Checks and cuts of two images that are compared. */
final class Pairs {
  private Pairs() {}

  static void requireAlike(ImageStrip one, ImageStrip other, int least) {
    if (one.width() != other.width()
        || one.rows() != other.rows()
        || one.channels() != other.channels()) {
      throw new IllegalArgumentException(
          "%dx%d with %d channels against %dx%d with %d"
              .formatted(
                  one.width(),
                  one.rows(),
                  one.channels(),
                  other.width(),
                  other.rows(),
                  other.channels()));
    }
    if (Math.min(one.width(), one.rows()) < least) {
      throw new IllegalArgumentException(
          "%dx%d pixels, must be at least %d on each side"
              .formatted(one.width(), one.rows(), least));
    }
  }
}
