package org.scanline.backbones.scan.numeric;

/** Functions made of 1 + e^x, in plain Java. */
public final class Logistic {
  private Logistic() {}

  /** Returns log(1 + e^x), exact also where it is tiny. */
  public static float softplus(float x) {
    return Math.max(x, 0f) + (float) Math.log1p(Exp.exp(-Math.abs(x)));
  }

  /** Returns x / (1 + e^-x). */
  public static float silu(float x) {
    return x / (1f + Exp.exp(-x));
  }
}
