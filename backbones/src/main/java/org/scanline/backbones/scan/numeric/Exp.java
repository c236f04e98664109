package org.scanline.backbones.scan.numeric;

/**
 * The exponential function in plain float arithmetic: the same bits from every kernel, tier of the
 * compiler and thread.
 *
 * <p>x = n ln 2 + r with |r| at most ln 2 / 2; e^r by its Taylor polynomial of degree 7 (remainder
 * below 1e-8), then scaled by 2^n. Relative error below 2e-7; 0 below -104, infinite above 88.8.
 */
public final class Exp {
  private static final float LOG2_E = 1.4426950408889634f;
  private static final float LN2_HIGH = 0.693359375f; // 9 bits: n * LN2_HIGH is exact
  private static final float LN2_LOW = -2.12194440054690583e-4f;
  private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it rounds to an integer
  private static final float LOWEST = -104f;
  private static final float HIGHEST = 88.8f;

  private Exp() {}

  /** Returns e^x. */
  public static float exp(float x) {
    if (!(x >= LOWEST && x <= HIGHEST)) {
      return x < LOWEST ? 0f : x > HIGHEST ? Float.POSITIVE_INFINITY : Float.NaN;
    }
    float n = x * LOG2_E + ROUND - ROUND;
    float r = x - n * LN2_HIGH - n * LN2_LOW;
    float p = 1f / 5040f;
    p = p * r + 1f / 720f;
    p = p * r + 1f / 120f;
    p = p * r + 1f / 24f;
    p = p * r + 1f / 6f;
    p = p * r + 0.5f;
    p = p * (r * r) + r + 1f;
    int half = (int) n / 2; // two steps reach the smallest and the largest powers
    return p * powerOfTwo(half) * powerOfTwo((int) n - half);
  }

  /** Returns 2^z for z at most 126; 0 below -126. The relative error is below 3e-7. */
  public static float powerOfTwo(float z) {
    if (!(z >= -126)) {
      return z < -126 ? 0f : Float.NaN;
    }
    float n = z + ROUND - ROUND;
    float f = z - n;
    float p = 0x1.5bba14p-10f;
    p = p * f + 0x1.3cea88p-7f;
    p = p * f + 0x1.c6b752p-5f;
    p = p * f + 0x1.ebf9bcp-3f;
    p = p * f + 0x1.62e42ap-1f;
    return (p * f + 1f) * powerOfTwo((int) n);
  }

  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }
}
