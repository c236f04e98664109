package org.scanline.datasets.songs;

/**
 * A second-order filter over one channel (the Audio EQ Cookbook of R. Bristow-Johnson); stateless
 * between calls.
 */
record Biquad(double b0, double b1, double b2, double a1, double a2) {
  static Biquad highPass(double hertz) {
    double w = 2 * Math.PI * hertz / Sound.RATE;
    double cos = Math.cos(w);
    double alpha = Math.sin(w) / Math.sqrt(2);
    double a0 = 1 + alpha;
    return new Biquad(
        (1 + cos) / 2 / a0, -(1 + cos) / a0, (1 + cos) / 2 / a0, -2 * cos / a0, (1 - alpha) / a0);
  }

  static Biquad lowPass(double hertz) {
    double w = 2 * Math.PI * Math.min(hertz, 0.49 * Sound.RATE) / Sound.RATE;
    double cos = Math.cos(w);
    double alpha = Math.sin(w) / Math.sqrt(2);
    double a0 = 1 + alpha;
    return new Biquad(
        (1 - cos) / 2 / a0, (1 - cos) / a0, (1 - cos) / 2 / a0, -2 * cos / a0, (1 - alpha) / a0);
  }

  static Biquad peak(double hertz, double decibels, double q) {
    double a = Math.pow(10, decibels / 40);
    double w = 2 * Math.PI * hertz / Sound.RATE;
    double cos = Math.cos(w);
    double alpha = Math.sin(w) / (2 * q);
    double a0 = 1 + alpha / a;
    return new Biquad(
        (1 + alpha * a) / a0,
        -2 * cos / a0,
        (1 - alpha * a) / a0,
        -2 * cos / a0,
        (1 - alpha / a) / a0);
  }

  static Biquad lowShelf(double hertz, double decibels) {
    return shelf(hertz, decibels, 1);
  }

  static Biquad highShelf(double hertz, double decibels) {
    return shelf(hertz, decibels, -1);
  }

  /** With sign = 1 a low shelf, with -1 a high shelf: the two differ by the sign of the cosine. */
  private static Biquad shelf(double hertz, double decibels, int sign) {
    double a = Math.pow(10, decibels / 40);
    double w = 2 * Math.PI * hertz / Sound.RATE;
    double cos = sign * Math.cos(w);
    double beta = Math.sin(w) / Math.sqrt(2) * 2 * Math.sqrt(a);
    double a0 = a + 1 + (a - 1) * cos + beta;
    double b0 = a * (a + 1 - (a - 1) * cos + beta) / a0;
    double b1 = sign * 2 * a * (a - 1 - (a + 1) * cos) / a0;
    double b2 = a * (a + 1 - (a - 1) * cos - beta) / a0;
    return new Biquad(
        b0, b1, b2, sign * -2 * (a - 1 + (a + 1) * cos) / a0, (a + 1 + (a - 1) * cos - beta) / a0);
  }

  void apply(float[] x) {
    double s1 = 0;
    double s2 = 0;
    for (int i = 0; i < x.length; i++) {
      double in = x[i];
      double out = b0 * in + s1;
      s1 = b1 * in - a1 * out + s2;
      s2 = b2 * in - a2 * out;
      x[i] = (float) out;
    }
  }

  void apply(Sound sound) {
    apply(sound.left);
    apply(sound.right);
  }
}
