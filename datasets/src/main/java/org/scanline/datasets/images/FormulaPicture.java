package org.scanline.datasets.images;

import org.scanline.vision.image.ImageStrip;

/**
 * A picture of any size that is nowhere in memory: a formula gives each of its rows.
 *
 * <p>Waves, slanted stripes and noise that is very nearly normal: four uniform numbers a sample,
 * made of its place and the seed. Samples may lie a little outside 0 to 1. Immutable and
 * thread-safe.
 *
 * @param width columns
 * @param height rows
 * @param channels 1 to 4; each has waves of its own, and opacity is no exception
 * @param sigma standard deviation of the noise, 8-bit levels
 * @param seed of the noise
 */
public record FormulaPicture(int width, int height, int channels, double sigma, long seed) {
  private static final int STRIPE = 61; // columns of a stripe
  private static final double ACROSS = 17; // columns of a radian
  private static final double DOWN = 23; // rows of a radian
  private static final double UNIFORM_BITS = 65_535;
  private static final double FOUR_UNIFORMS = Math.sqrt(3); // to a standard deviation of 1

  /** Checks the sizes. */
  public FormulaPicture {
    if (width < 1 || height < 1 || channels < 1 || channels > 4 || !(sigma >= 0 && sigma <= 255)) {
      throw new IllegalArgumentException(
          "width=%d and height=%d must be at least 1, channels=%d from 1 to 4, sigma=%s 0 to 255"
              .formatted(width, height, channels, sigma));
    }
  }

  /** The same formula over other rows. */
  public FormulaPicture withHeight(int rows) {
    return new FormulaPicture(width, rows, channels, sigma, seed);
  }

  /** Rows from..to, the same however they are asked for. */
  public ImageStrip rows(int from, int to) {
    float[][] planes = new float[channels][Math.multiplyExact(width, to - from)];
    for (int c = 0; c < channels; c++) {
      for (int row = from; row < to; row++) {
        fill(planes[c], (row - from) * width, c, row);
      }
    }
    return ImageStrip.of(width, planes);
  }

  private void fill(float[] plane, int at, int channel, int row) {
    double wave = 0.2 * Math.cos(row / DOWN + channel);
    double strength = sigma / 255 * FOUR_UNIFORMS;
    double turn = 1 / ACROSS; // sines of equal steps by turning a vector, not one by one
    double cosine = Math.cos(turn);
    double sine = Math.sin(turn);
    double up = 0;
    double along = 1;
    long place = ((long) channel * height + row) * width;
    for (int x = 0; x < width; x++) {
      double stripe = ((x + 2L * row) / STRIPE & 1) == 0 ? -0.1 : 0.1;
      double clean = 0.5 + wave * up + stripe;
      plane[at + x] = (float) (clean + strength * noise(place + x));
      double next = up * cosine + along * sine;
      along = along * cosine - up * sine;
      up = next;
    }
  }

  /** The sum of four uniform numbers from -1/2 to 1/2; its variance is 1/3. */
  private double noise(long place) {
    long z = seed + (place + 1) * 0x9E3779B97F4A7C15L; // SplitMix64 (Steele et al., 2014)
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    long sum = (z & 0xFFFF) + (z >>> 16 & 0xFFFF) + (z >>> 32 & 0xFFFF) + (z >>> 48);
    return sum / UNIFORM_BITS - 2;
  }
}
