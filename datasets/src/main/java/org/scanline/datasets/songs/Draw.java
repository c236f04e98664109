package org.scanline.datasets.songs;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded random choices: the same seed gives the same choices on every machine. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The choices for song `index` of `seed`, which do not depend on any other song. */
  static Draw of(long seed, int index) {
    return new Draw(new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index).nextLong());
  }

  /**
   * Choices of their own for one part of the song, so that a change to one part leaves the others
   * alone.
   */
  Draw part() {
    return new Draw(random.nextLong());
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double range(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  /** Log-uniform between two positive bounds. */
  double ratio(double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  /** A whole number from low to high, both included. */
  int whole(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  double normal(double deviation) {
    return random.nextGaussian() * deviation;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  int pick(int... list) {
    return list[random.nextInt(list.length)];
  }

  <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    for (int i = copy.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T swap = copy.get(i);
      copy.set(i, copy.get(j));
      copy.set(j, swap);
    }
    return copy;
  }
}
