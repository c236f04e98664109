package org.scanline.backbones.scan.outer;

/**
 * Sums over the lanes of vectors that lie in memory. Plain Java on purpose: shuffles and reductions
 * of the Vector API are slower, on some virtual machines far slower. Every sum has the same order.
 */
final class LaneSums {
  private LaneSums() {}

  /** Sums each of the first count vectors of x, and puts the sums in its first places. */
  static void sum(float[] x, int count, int lanes) {
    for (int i = 0; i < count; i++) {
      int at = i * lanes;
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      for (int j = at; j < at + lanes; j += 4) {
        a += x[j];
        b += x[j + 1];
        c += x[j + 2];
        d += x[j + 3];
      }
      x[i] = (a + c) + (b + d);
    }
  }
}
