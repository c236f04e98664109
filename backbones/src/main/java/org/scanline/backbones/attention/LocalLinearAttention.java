package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.Scoped;

/**
 * Local linear attention (Zuo et al., 2025): where softmax attention fits a constant to the values
 * around a query, this fits a line and reads it off at the query.
 *
 * <p>With w_j = exp(q.k_j scale - max), z_j = k_j - q, mu = sum w z, Sigma = sum w z z^T + lambda I
 * and rho = Sigma^-1 mu: o = sum a v / sum a for a_j = w_j (1 - z_j.rho). From the definition; no
 * public code was found.
 *
 * <p><b>Not linear</b>: time grows with T^2 K + T K^3, and all keys and values must be kept.
 * Shapes: q (B,H,T,K), k (B,H,S,K), v (B,H,S,V), output (B,H,T,V); the last T keys are those of the
 * queries. Has gradients; all forms of a scan are this one. Immutable and thread-safe.
 *
 * @param ridge lambda, positive
 */
public record LocalLinearAttention(double ridge) {
  private static final long NUMBERS = 1L << 22; // held at once
  private static final float HIDDEN = -1e30f;

  /** Checks the ridge. */
  public LocalLinearAttention {
    if (!(ridge > 0)) {
      throw new IllegalArgumentException("ridge=" + ridge + " must be positive");
    }
  }

  /** A query sees its own key and all before. */
  public NDArray causal(NDArray q, NDArray k, NDArray v, double scale) {
    Shape shape = q.getShape();
    long steps = shape.get(2);
    if (steps == 0) {
      return v.get(new NDIndex(":, :, :0"));
    }
    long keys = k.getShape().get(2);
    long rows =
        Math.max(1, NUMBERS / Math.max(1, shape.get(0) * shape.get(1) * keys * shape.get(3)));
    NDList outputs = new NDList();
    for (long from = 0; from < steps; from += rows) {
      long to = Math.min(steps, from + rows);
      NDIndex seen = new NDIndex(":, :, :{}", keys - steps + to);
      NDArray queries = q.get(new NDIndex(":, :, {}:{}", from, to));
      outputs.add(Scoped.of(() -> block(queries, k.get(seen), v.get(seen), scale)));
    }
    return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
  }

  /** n queries whose own keys are the last n of m: the last query sees all of them. */
  private NDArray block(NDArray q, NDArray k, NDArray v, double scale) {
    NDArray scores = Scalars.times(q, scale).matMul(k.transpose(0, 1, 3, 2)); // (B,H,n,m)
    scores = scores.add(mask(q, q.getShape().get(2), k.getShape().get(2)));
    NDArray w = scores.sub(scores.max(new int[] {3}, true)).exp();
    NDArray z = k.expandDims(2).sub(q.expandDims(3)); // (B,H,n,m,K)
    NDArray wz = z.mul(w.expandDims(4));
    NDArray mu = wz.sum(new int[] {3}).expandDims(4); // (B,H,n,K,1)
    NDArray sigma = wz.swapAxes(3, 4).matMul(z); // (B,H,n,K,K)
    NDArray rho = solve(sigma, mu); // (B,H,n,K,1)
    NDArray a = w.sub(wz.matMul(rho).squeeze(4));
    return a.matMul(v).div(a.sum(new int[] {3}, true));
  }

  /**
   * rho = (Sigma + lambda I)^-1 mu, solved in double precision. The engine's gradient does not pass
   * a change of type, so it is given by a term of value 0: d rho = A^-1 (d mu - d Sigma rho).
   */
  private NDArray solve(NDArray sigma, NDArray mu) {
    NDArray a = sigma.stopGradient().toType(DataType.FLOAT64, true);
    int width = Math.toIntExact(sigma.getShape().get(4));
    NDArray eye = sigma.getManager().eye(width, width, 0, DataType.FLOAT64);
    NDArray wide = a.add(eye.mul(ridge)).inverse();
    NDArray found = wide.matMul(mu.stopGradient().toType(DataType.FLOAT64, true));
    NDArray rho = found.toType(mu.getDataType(), true);
    NDArray inverse = wide.toType(mu.getDataType(), true);
    NDArray change = inverse.matMul(mu.sub(sigma.matMul(rho)));
    return rho.add(change.sub(change.stopGradient()));
  }

  private static NDArray mask(NDArray like, long rows, long columns) {
    NDArray row = like.getManager().arange(columns - rows, columns).reshape(rows, 1);
    NDArray hidden = row.lt(like.getManager().arange(0, columns));
    return hidden.toType(like.getDataType(), false).mul(HIDDEN);
  }
}
