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
 * Softmax attention (Vaswani et al., 2017, eq. 1): o_i = sum_j softmax_j(scale q_i.k_j) v_j, the
 * yardstick of the linear mixers.
 *
 * <p>Shapes: q (B,H,T,K), k (B,H,S,K), v (B,H,S,V), output (B,H,T,V). Where order counts, the last
 * T of the S keys are those of the queries and the S-T before them the past; T may be 0.
 *
 * <p>Time grows with T S, for windows of W keys with T W. Queries are taken in blocks, so that
 * memory for inference grows with S alone (W for windows); with gradients all scores are kept.
 * Arrays may be of any floating type on any device. Thread-safe: nothing is kept between calls.
 */
public final class SoftmaxAttention {
  private static final long SCORES = 1L << 22; // held at once
  private static final long MOST_ROWS = 256;
  private static final long LEAST_ROWS = 16;
  private static final float HIDDEN = -1e30f;

  private final NDArray q;
  private final NDArray k;
  private final NDArray v;
  private final boolean causal;
  private final long window;
  private final boolean masses;

  private SoftmaxAttention(
      NDArray q, NDArray k, NDArray v, boolean causal, long window, double scale, boolean masses) {
    demand(q, k, v, causal);
    this.q = Scalars.times(q, scale);
    this.k = k;
    this.v = v;
    this.causal = causal;
    this.window = window;
    this.masses = masses;
  }

  /** Every query sees every key. */
  public static NDArray full(NDArray q, NDArray k, NDArray v, double scale) {
    return Scoped.of(
        () -> new SoftmaxAttention(q, k, v, false, Long.MAX_VALUE, scale, false).run());
  }

  /** A query sees its own key and all before. */
  public static NDArray causal(NDArray q, NDArray k, NDArray v, double scale) {
    return Scoped.of(() -> new SoftmaxAttention(q, k, v, true, Long.MAX_VALUE, scale, false).run());
  }

  /**
   * A query sees its own key and the W-1 before.
   *
   * @param window W, at least 1
   */
  public static NDArray windowed(NDArray q, NDArray k, NDArray v, int window, double scale) {
    demand(window);
    return Scoped.of(() -> new SoftmaxAttention(q, k, v, true, window, scale, false).run());
  }

  /**
   * {@link #windowed} with its weights not divided by their sum, so that others can join them.
   *
   * @param window W, at least 1
   * @return (B,H,T,V+1): the output of the softmax, then in the last channel the sum over j of
   *     exp(s_j - max s) that it was divided by
   */
  public static NDArray windowedWithMass(
      NDArray q, NDArray k, NDArray v, int window, double scale) {
    demand(window);
    return Scoped.of(() -> new SoftmaxAttention(q, k, v, true, window, scale, true).run());
  }

  private static void demand(int window) {
    if (window < 1) {
      throw new IllegalArgumentException("window=" + window + " must be at least 1");
    }
  }

  private static void demand(NDArray q, NDArray k, NDArray v, boolean causal) {
    Shape query = q.getShape();
    Shape key = k.getShape();
    Shape value = v.getShape();
    if (query.dimension() != 4
        || key.dimension() != 4
        || !query.slice(0, 2).equals(key.slice(0, 2))
        || query.get(3) != key.get(3)) {
      throw new IllegalArgumentException(
          "q must be (B,H,T,K) and k (B,H,S,K), are " + query + " and " + key);
    }
    if (value.dimension() != 4 || !value.slice(0, 3).equals(key.slice(0, 3))) {
      throw new IllegalArgumentException("v must be (B,H,S,V), is " + value + " for k " + key);
    }
    if (causal && key.get(2) < query.get(2)) {
      throw new IllegalArgumentException("there are more queries " + query + " than keys " + key);
    }
  }

  private NDArray run() {
    Shape shape = q.getShape();
    long steps = shape.get(2);
    long keys = k.getShape().get(2);
    if (steps == 0 || keys == 0) {
      long channels = v.getShape().get(3) + (masses ? 1 : 0);
      Shape empty = new Shape(shape.get(0), shape.get(1), steps, channels);
      return v.getManager().zeros(empty, v.getDataType());
    }
    long sequences = Math.max(1, shape.get(0) * shape.get(1));
    long fitting = SCORES / (sequences * Math.min(keys, window));
    long rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, fitting));
    NDList outputs = new NDList();
    for (long from = 0; from < steps; from += rows) {
      long begin = from;
      long end = Math.min(steps, from + rows);
      outputs.add(Scoped.of(() -> block(begin, end)));
    }
    return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
  }

  /** Queries from..to against the keys that any of them sees. */
  private NDArray block(long from, long to) {
    long past = k.getShape().get(2) - q.getShape().get(2);
    long first = causal ? Math.max(0, past + from + 1 - window) : 0;
    long last = causal ? past + to : k.getShape().get(2);
    NDIndex seen = new NDIndex(":, :, {}:{}", first, last);
    NDArray queries = q.get(new NDIndex(":, :, {}:{}", from, to));
    NDArray scores = queries.matMul(k.get(seen).transpose(0, 1, 3, 2)); // (B,H,n,m)
    if (causal && to - from > 1) {
      scores = scores.addi(mask(past + from - first, to - from, last - first));
    }
    NDArray weights = scores.softmax(3);
    NDArray output = weights.matMul(v.get(seen));
    if (!masses) {
      return output;
    }
    NDArray largest = weights.max(new int[] {3}, true); // exp(0) over the sum
    return output.concat(largest.getManager().ones(new Shape(1), q.getDataType()).div(largest), 3);
  }

  /** (n,m): 0 where a query sees a key, else nearly minus infinity; age is row 0's of key 0. */
  private NDArray mask(long age, long rows, long columns) {
    boolean cut = window < age + rows;
    if (!cut && age >= 0) { // every row sees the first columns
      NDArray seen = q.getManager().zeros(new Shape(rows, age + 1), q.getDataType(), q.getDevice());
      return seen.concat(mask(-1, rows, columns - age - 1), 1);
    }
    DataType type = DataType.FLOAT32;
    NDArray row = q.getManager().arange(age, age + rows, 1, type, q.getDevice());
    NDArray column = q.getManager().arange(0, columns, 1, type, q.getDevice());
    NDArray ages = row.reshape(rows, 1).sub(column);
    NDArray hidden = cut ? ages.lt(0).logicalOr(ages.gte(window)) : ages.lt(0);
    return hidden.toType(q.getDataType(), false).mul(HIDDEN); // has no gradient
  }
}
