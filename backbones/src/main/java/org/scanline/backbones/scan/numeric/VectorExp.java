package org.scanline.backbones.scan.numeric;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponentials of whole vectors. Load this class only where jdk.incubator.vector is present.
 *
 * <p>z = n + f with |f| at most 1/2; 2^f = 1 + f q(f) with q of degree 4, fitted to the smallest
 * relative error (9e-8, and in proportion to f near 0, so that slow decays stay exact), then scaled
 * by 2^n. Everything is an addition, a fused multiply-add or an integer operation: these are
 * compiled to single instructions on JDK 17 too, which conversions and comparisons are not.
 *
 * <p>The methods are small and call no other of ours but one, so that the compiler takes them into
 * the caller's loop; a loop with several exponentials may exceed its budget and become ten times
 * slower. Pure functions.
 */
public final class VectorExp {
  /** Factor from a natural exponent to a power of two. */
  public static final float LOG2_E = 1.4426950408889634f;

  private static final float LOG2_E_LOW = 1.925963033500e-8f; // what LOG2_E lacks
  private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it rounds to an integer
  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  private static final int LOWEST = ROUND_BITS - 125; // keeps 2^f 2^n a normal number
  private static final int ONE = Float.floatToRawIntBits(1f);

  private VectorExp() {}

  /**
   * Returns 2^z for z from -4 million to 126; below -125 something below 1e-37. A negative NaN may
   * come out as a number.
   */
  public static FloatVector powerOfTwo(FloatVector z) {
    FloatVector rounded = z.add(ROUND);
    FloatVector f = z.sub(rounded.sub(ROUND));
    IntVector n = rounded.reinterpretAsInts().max(LOWEST).lanewise(VectorOperators.LSHL, 23);
    return fraction(f).reinterpretAsInts().add(n).reinterpretAsFloats();
  }

  /**
   * Returns e^x with a relative error of 3e-7 for x between -87 and 88; what lies beyond gives the
   * value there (about 1e-38 and 2e38), NaN gives NaN.
   */
  public static FloatVector exp(FloatVector x) {
    FloatVector within = x.max(-87f).min(88f);
    FloatVector rounded = within.fma(x.broadcast(LOG2_E), x.broadcast(ROUND));
    FloatVector whole = rounded.sub(ROUND);
    FloatVector f = within.fma(x.broadcast(LOG2_E), whole.neg()).add(within.mul(LOG2_E_LOW));
    IntVector n = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return fraction(f).mul(n.add(ONE).reinterpretAsFloats());
  }

  private static FloatVector fraction(FloatVector f) {
    return f.broadcast(0x1.5bba14p-10f)
        .fma(f, f.broadcast(0x1.3cea88p-7f))
        .fma(f, f.broadcast(0x1.c6b752p-5f))
        .fma(f, f.broadcast(0x1.ebf9bcp-3f))
        .fma(f, f.broadcast(0x1.62e42ap-1f))
        .fma(f, f.broadcast(1f));
  }
}
