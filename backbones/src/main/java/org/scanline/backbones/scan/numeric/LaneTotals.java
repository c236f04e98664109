package org.scanline.backbones.scan.numeric;

/**
 * Sums over the lanes of vectors that were stored in an array, in plain Java: vectors are slow
 * across lanes.
 */
public final class LaneTotals {
  private LaneTotals() {}

  /** The sum of the lanes, a multiple of four, from a place on; always in the same order. */
  public static float sum(float[] stored, int from, int lanes) {
    float a = stored[from];
    float b = stored[from + 1];
    float c = stored[from + 2];
    float d = stored[from + 3];
    for (int i = from + 4; i < from + lanes; i += 4) {
      a += stored[i];
      b += stored[i + 1];
      c += stored[i + 2];
      d += stored[i + 3];
    }
    return (a + b) + (c + d);
  }
}
