package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.Scalars;

/**
 * EcoFormer's attention over binary codes (Liu et al., 2022): queries and keys share codes of n
 * signs, and two tokens weigh b_i b_j + n + 1, which is never below one.
 *
 * <p>Cost linear in T. Thread-safe: nothing is kept between calls.
 */
public final class BinaryAttention {

  /** What the constant n + 1 of the kernel multiplies above the fraction. */
  public enum Constant {
    /** The sum of all values, as the kernel demands: rows of weights sum to one. */
    SUM,
    /** The token's own value, as the published program computes; for its weights only. */
    OWN
  }

  private BinaryAttention() {}

  /**
   * Attends.
   *
   * @param bits codes of -1 and 1 (B,H,T,n)
   * @param v values (B,H,T,V)
   * @return (B,H,T,V)
   */
  public static NDArray apply(NDArray bits, NDArray v, Constant constant) {
    double offset = bits.getShape().get(3) + 1;
    double steps = bits.getShape().get(2);
    NDArray total = bits.sum(new int[] {2}, true).transpose(0, 1, 3, 2); // (B,H,n,1)
    NDArray below = bits.matMul(total).add(steps * offset);
    NDArray read = bits.matMul(bits.transpose(0, 1, 3, 2).matMul(v));
    NDArray plain = constant == Constant.SUM ? v.sum(new int[] {2}, true) : v;
    return read.add(Scalars.times(plain, offset)).div(below);
  }
}
