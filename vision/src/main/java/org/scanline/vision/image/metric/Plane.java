package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/** Samples in double precision, row after row. */
record Plane(int width, double[] samples) {
  /** A channel without its border. */
  static Plane of(ImageStrip image, int channel, int border) {
    int width = image.width() - 2 * border;
    int rows = image.rows() - 2 * border;
    double[] samples = new double[width * rows];
    for (int y = 0; y < rows; y++) {
      int from = (y + border) * image.width() + border;
      for (int x = 0; x < width; x++) {
        samples[y * width + x] = image.plane(channel)[from + x];
      }
    }
    return new Plane(width, samples);
  }

  int rows() {
    return samples.length / width;
  }

  Plane times(Plane other) {
    double[] products = new double[samples.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = samples[i] * other.samples[i];
    }
    return new Plane(width, products);
  }

  /** Weighted sums across and down, where the weights lie wholly inside. */
  Plane filtered(double[] weights) {
    int narrow = width - weights.length + 1;
    int low = rows() - weights.length + 1;
    double[] across = new double[rows() * narrow];
    for (int y = 0; y < rows(); y++) {
      for (int k = 0; k < weights.length; k++) {
        add(weights[k], samples, y * width + k, across, y * narrow, narrow);
      }
    }
    double[] both = new double[low * narrow];
    for (int y = 0; y < low; y++) {
      for (int k = 0; k < weights.length; k++) {
        add(weights[k], across, (y + k) * narrow, both, y * narrow, narrow);
      }
    }
    return new Plane(narrow, both);
  }

  private static void add(double w, double[] in, int from, double[] out, int to, int count) {
    for (int x = 0; x < count; x++) {
      out[to + x] += w * in[from + x];
    }
  }

  /** Means of 2x2; an odd side gets a line of zeros in front, which counts. */
  Plane halved() {
    int shiftX = width % 2;
    int shiftY = rows() % 2;
    int narrow = (width + shiftX) / 2;
    int low = (rows() + shiftY) / 2;
    double[] means = new double[narrow * low];
    for (int y = 0; y < rows(); y++) {
      for (int x = 0; x < width; x++) {
        means[(y + shiftY) / 2 * narrow + (x + shiftX) / 2] += samples[y * width + x] / 4;
      }
    }
    return new Plane(narrow, means);
  }
}
