package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * The recurrence through the gated outer product: with s_t the sign of T_1 ... T_t, the state s_t
 * C_t decays by |T_t| and takes in s_t S_t k v^T.
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
    ScanResult scan =
        GatedOuterProduct.run(form, q, later(k), later(taken), later(size.log()), state, 1);
    NDIndex last = new NDIndex(":, :, {}", k.getShape().get(2) - 1);
    NDArray own = k.get(last).expandDims(3).mul(taken.get(last).expandDims(2)); // (B,H,K,V)
    NDArray end = scan.state().mul(matrix(size.get(last))).add(own);
    return new ScanResult(
        scan.output().mul(before(sign).expandDims(3)), end.mul(matrix(sign.get(last))));
  }

  /** 1 or -1 for an even or odd number of negative transitions so far; has no gradient. */
  private static NDArray signs(NDArray transition) {
    NDArray negative = transition.lt(0).toType(transition.getDataType(), false);
    return negative.cumSum(2).mod(2).mul(-2).add(1);
  }

  /** Signs of the step before; 1 at the start. */
  private static NDArray before(NDArray signs) {
    return later(signs.sub(1)).add(1);
  }

  /** Everything one step later, zeros first: a step reads the state before its own term. */
  private static NDArray later(NDArray x) {
    long[] first = x.getShape().getShape().clone();
    long steps = first[2];
    first[2] = 1;
    NDArray zeros = x.getManager().zeros(new Shape(first), x.getDataType());
    return zeros.concat(x.get(new NDIndex(":, :, :{}", steps - 1)), 2);
  }

  private static NDArray matrix(NDArray perHead) {
    return perHead.expandDims(2).expandDims(3); // (B,H) to (B,H,1,1)
  }
}
