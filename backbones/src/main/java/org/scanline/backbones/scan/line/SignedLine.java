package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * The recurrence through the gated outer product: with s_t the sign of T_1 ... T_t, the state s_t
 * C_t decays by |T_t| and takes in s_t S_t k v^T; a bonus of 0 reads it before the step.
 */
final class SignedLine {
  private static final double LEAST = 1e-30;

  private SignedLine() {}

  /** What each step finds in the state before it, q_t^T C_(t-1), and the last state. */
  static ScanResult run(
      ScanForm form, NDArray q, NDArray k, NDArray v, LineGates gates, NDArray state) {
    NDArray transition = gates.transition();
    NDArray sign = signs(transition); // (B,H,T)
    NDArray size = transition.abs().clip(LEAST, Float.MAX_VALUE);
    NDArray taken = v.mul(gates.source().mul(sign).expandDims(3));
    Shape key = k.getShape();
    NDArray none = k.getManager().zeros(new Shape(key.get(1), key.get(3)), k.getDataType());
    ScanResult scan = GatedOuterProduct.run(form, q, k, taken, size.log(), none, state, 1);
    NDArray last = sign.get(new NDIndex(":, :, {}", key.get(2) - 1)); // (B,H)
    return new ScanResult(
        scan.output().mul(before(sign).expandDims(3)),
        scan.state().mul(last.expandDims(2).expandDims(3)));
  }

  /** 1 or -1 for an even or odd number of negative transitions so far; has no gradient. */
  private static NDArray signs(NDArray transition) {
    NDArray negative = transition.lt(0).toType(transition.getDataType(), false);
    return negative.cumSum(2).mod(2).mul(-2).add(1);
  }

  /** Signs of the step before; 1 at the start. */
  private static NDArray before(NDArray signs) {
    Shape s = signs.getShape();
    NDArray one = signs.getManager().ones(new Shape(s.get(0), s.get(1), 1), signs.getDataType());
    return one.concat(signs.get(new NDIndex(":, :, :{}", s.get(2) - 1)), 2);
  }
}
