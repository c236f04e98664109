package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.scan.ScanForm;

/**
 * The hybrid attention of LoLCATs (Zhang et al., 2024, eq. 6): softmax weights for the last W keys,
 * linear attention for all older ones, one common denominator.
 *
 * <p>With s_j = scale q.k_j, the last W weights are f exp(s_j - max s), the others phi(q).phi(k_j);
 * exp(-max) multiplies the window alone, as in the reference. Thread-safe: nothing is kept between
 * calls.
 *
 * @param window W
 * @param factor f, broadcast to (B,H,T,1)
 * @param scale of the scores
 */
public record HybridAttention(int window, NDArray factor, double scale) {

  /**
   * Keys and values of the last T steps and of the P before them, P = min(W, steps so far).
   *
   * @param keys (B,H,P+T,K)
   * @param features phi(k), (B,H,P+T,F)
   * @param values (B,H,P+T,V)
   */
  public record Past(NDArray keys, NDArray features, NDArray values) {}

  /** Checks the window. */
  public HybridAttention {
    if (window < 1) {
      throw new IllegalArgumentException("window=" + window + " must be at least 1");
    }
  }

  /**
   * Attends T steps. A key enters the state when it leaves the window.
   *
   * @param q (B,H,T,K)
   * @param features phi(q), (B,H,T,F)
   * @param state sum of phi(k) v^T of the keys older than W before the first step, (B,H,F,V)
   * @param normalizer sum of their phi(k), (B,H,F)
   */
  public KernelAttention.Result run(
      ScanForm form, NDArray q, NDArray features, Past past, NDArray state, NDArray normalizer) {
    long steps = q.getShape().get(2);
    NDArray near = SoftmaxAttention.windowedWithMass(q, past.keys(), past.values(), window, scale);
    long channels = past.values().getShape().get(3);
    NDArray mass = near.get(new NDIndex(":, :, :, {}:", channels)).mul(factor); // (B,H,T,1)
    NDArray output = near.get(new NDIndex(":, :, :, :{}", channels));
    KernelAttention.Sums far =
        KernelAttention.sums(
            form,
            features,
            leaving(past.features(), steps),
            leaving(past.values(), steps),
            state,
            normalizer);
    NDArray joined = output.mul(mass).add(far.weighted()).div(mass.add(far.weights()));
    return new KernelAttention.Result(joined, far.state(), far.normalizer());
  }

  /** The rows that leave the window at each of T steps: zeros while nothing does. */
  private NDArray leaving(NDArray rows, long steps) {
    Shape shape = rows.getShape();
    long before = shape.get(2) - steps;
    long none = Math.min(steps, window - before);
    NDArray zeros =
        rows.getManager()
            .zeros(new Shape(shape.get(0), shape.get(1), none, shape.get(3)), rows.getDataType());
    return zeros.concat(rows.get(new NDIndex(":, :, :{}", steps - none)), 2);
  }
}
