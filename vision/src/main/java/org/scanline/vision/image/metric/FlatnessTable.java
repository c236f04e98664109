package org.scanline.vision.image.metric;

/** Diagonal energy of blocks, by how flat they are: quarters of an octave. */
final class FlatnessTable {
  private static final int STEPS = 4;
  private static final int LOWEST = -48;
  private static final int SIZE = STEPS * (8 - LOWEST);
  private static final double SHARE = 0.1;
  private static final int LEAST = 512;

  private final double[] energies = new double[SIZE];
  private final long[] counts = new long[SIZE];

  /** Adds a block: its energy off the diagonal for each pair, and the sum of that on it. */
  void add(double flatness, double energy, int count) {
    double octave = Math.log(Math.max(flatness, Double.MIN_NORMAL)) / Math.log(2) - LOWEST;
    int bin = (int) Math.max(0, Math.min(SIZE - 1, octave * STEPS));
    energies[bin] += energy;
    counts[bin] += count;
  }

  void add(FlatnessTable other) {
    for (int i = 0; i < SIZE; i++) {
      energies[i] += other.energies[i];
      counts[i] += other.counts[i];
    }
  }

  long count() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** The root mean square, in 8-bit levels, over the flattest blocks. */
  double flattest() {
    double wanted = Math.max(LEAST, SHARE * count());
    double energy = 0;
    long count = 0;
    for (int i = 0; i < SIZE && count < wanted; i++) {
      energy += energies[i];
      count += counts[i];
    }
    return count == 0 ? 0 : 255 * Math.sqrt(energy / count);
  }
}
