package org.scanline.datasets.images;

import java.util.Random;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.metric.Luma;

/** Pictures as 8-bit files hold them: samples are codes / 255. */
final class Codes {
  private static final float[] GRAY = {0.299f, 0.587f, 0.114f};

  private Codes() {}

  /** The nearest codes. */
  static ImageStrip of(ImageStrip image) {
    return Luma.codes(image);
  }

  /** Without opacity. */
  static ImageStrip colours(ImageStrip image) {
    return image.channels() < 3
        ? ImageStrip.of(image.width(), image.plane(0))
        : ImageStrip.of(image.width(), image.plane(0), image.plane(1), image.plane(2));
  }

  /** One plane, weighed as OpenCV and Pillow do (BT.601, full range). */
  static ImageStrip gray(ImageStrip image) {
    if (image.channels() == 1) {
      return image;
    }
    float[] gray = new float[image.plane(0).length];
    for (int c = 0; c < GRAY.length; c++) {
      for (int i = 0; i < gray.length; i++) {
        gray[i] += GRAY[c] * image.plane(c)[i];
      }
    }
    return of(ImageStrip.of(image.width(), gray));
  }

  /** With white Gaussian noise of sigma 8-bit levels, limited to 0..1, in codes. */
  static ImageStrip noisy(ImageStrip image, double sigma, long seed) {
    Random random = new Random(seed);
    float[][] planes = new float[image.channels()][image.plane(0).length];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = (float) (image.plane(c)[i] + sigma / 255 * random.nextGaussian());
      }
    }
    return of(ImageStrip.of(image.width(), planes));
  }

  /** The upper left part. */
  static ImageStrip corner(ImageStrip image, int width, int rows) {
    return part(image, 0, 0, width, rows);
  }

  /** A rectangle. */
  static ImageStrip part(ImageStrip image, int left, int top, int width, int rows) {
    float[][] planes = new float[image.channels()][rows * width];
    for (int c = 0; c < planes.length; c++) {
      for (int y = 0; y < rows; y++) {
        int from = (top + y) * image.width() + left;
        System.arraycopy(image.plane(c), from, planes[c], y * width, width);
      }
    }
    return ImageStrip.of(width, planes);
  }
}
