package org.scanline.backbones.scan.numeric;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that kernels use; load it only where jdk.incubator.vector is there.
 *
 * <p>Without {@link #fused multiply-add instructions} the Vector API falls back to exact decimal
 * arithmetic, thousands of times slower.
 */
public final class Lanes {
  /** The preferred vectors, at most 512 bits. */
  public static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  private Lanes() {}

  /** Loads a vector. */
  public static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  /** A vector of equal numbers. */
  public static FloatVector all(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  /** Returns a b + c, rounded once. */
  public static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector c) {
    return a.fma(b, c);
  }

  /**
   * Whether the processor multiplies and adds in one instruction: every ARM with vectors does, and
   * every x86 whose preferred vectors hold 8 floats.
   */
  public static boolean fused() {
    return SPECIES.length() >= 8
        || SPECIES.length() == 4 && System.getProperty("os.arch", "").equals("aarch64");
  }
}
