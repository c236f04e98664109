package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Flow attention in order of time (Wu et al., 2022): every sum over the sequence becomes a running
 * sum, and what flows in or out of a step is taken relative to the number of steps so far.
 *
 * <p>Queries and keys pass a sigmoid first. Shapes: q, k (B,H,T,K), v (B,H,T,V). Linear in T, a
 * state of fixed size. Sums lose digits as any running sum of floats does: about 1e-6 of their size
 * after a million steps. Thread-safe: nothing is kept between calls.
 *
 * @param output o (B,H,T,V)
 * @param state after the last step
 */
public record CausalFlowAttention(NDArray output, State state) {
  private static final double EPSILON = 1e-6;
  private static final int SEGMENT = 1024; // steps whose sums are taken at once

  /**
   * The running sums.
   *
   * @param kv of keys times weighted values (B,H,K,V)
   * @param keys of keys (B,H,K)
   * @param queries of queries (B,H,K)
   * @param given of keys, each by what flows out of it (B,H,K)
   * @param taken of queries, each by what flows into it (B,H,K)
   * @param competition of e^(conserved outflow) (B,H)
   * @param steps how many there were
   */
  public record State(
      NDArray kv,
      NDArray keys,
      NDArray queries,
      NDArray given,
      NDArray taken,
      NDArray competition,
      long steps) {

    /** The state before the first step. */
    public static State start(NDManager manager, long batch, long heads, long keys, long values) {
      Shape rows = new Shape(batch, heads, keys);
      return new State(
          manager.zeros(rows.add(values), DataType.FLOAT32),
          manager.zeros(rows, DataType.FLOAT32),
          manager.zeros(rows, DataType.FLOAT32),
          manager.zeros(rows, DataType.FLOAT32),
          manager.zeros(rows, DataType.FLOAT32),
          manager.zeros(new Shape(batch, heads), DataType.FLOAT32),
          0);
    }

    private NDArray[] arrays() {
      return new NDArray[] {kv, keys, queries, given, taken, competition};
    }
  }

  /**
   * Attends.
   *
   * @param form which form of the recurrence; naive goes step by step
   * @param q queries before the sigmoid (B,H,T,K)
   * @param k keys before the sigmoid (B,H,T,K)
   * @param v values (B,H,T,V)
   * @param state before the first step
   */
  public static CausalFlowAttention run(
      ScanForm form, NDArray q, NDArray k, NDArray v, State state) {
    ScanShape shape = ScanShape.of(q, k, v, state.kv());
    if (shape.steps() == 0) {
      return new CausalFlowAttention(
          v.getManager().zeros(shape.outputShape(), v.getDataType()), state);
    }
    long length = form.kind() == ScanForm.Kind.NAIVE ? 1 : SEGMENT;
    CausalFlowAttention result;
    try (NDScope scope = new NDScope()) {
      result = segments(form, new NDList(q, k, v), state, shape.steps(), length);
      NDScope.unregister(result.output());
      NDScope.unregister(result.state().arrays());
    }
    NDScope.register(result.output());
    for (NDArray array : result.state().arrays()) {
      NDScope.register(array);
    }
    return result;
  }

  private static CausalFlowAttention segments(
      ScanForm form, NDList qkv, State state, long steps, long length) {
    NDList outputs = new NDList();
    State now = state;
    for (long from = 0; from < steps; from += length) {
      NDIndex at = new NDIndex(":, :, {}:{}", from, Math.min(steps, from + length));
      CausalFlowAttention part =
          segment(form, qkv.get(0).get(at), qkv.get(1).get(at), qkv.get(2).get(at), now);
      outputs.add(part.output());
      now = part.state();
    }
    return new CausalFlowAttention(
        outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2), now);
  }

  private static CausalFlowAttention segment(
      ScanForm form, NDArray q, NDArray k, NDArray v, State state) {
    NDArray to = Activation.sigmoid(q);
    NDArray from = Activation.sigmoid(k);
    NDArray count = count(q, state.steps()); // (T,1)
    NDArray keys = running(from, state.keys());
    NDArray queries = running(to, state.queries());
    NDArray into = flow(to, keys); // (B,H,T,1)
    NDArray out = flow(from, queries);
    NDArray given = running(from.mul(count.div(out)), state.given());
    NDArray taken = running(to.mul(count.div(into)), state.taken());
    NDArray allocation = Activation.sigmoid(flow(to, given).div(count));
    NDArray strength = flow(from, taken).div(count).clip(-1, 1).exp();
    NDArray competition = running(strength, state.competition().expandDims(2));
    NDArray weighted = v.mul(strength.div(competition).mul(count));
    ScanResult scan =
        GatedOuterProduct.run(form, to.div(into), from, weighted, null, state.kv(), 1);
    State after =
        new State(
            scan.state(),
            last(keys),
            last(queries),
            last(given),
            last(taken),
            last(competition).squeeze(2),
            state.steps() + q.getShape().get(2));
    return new CausalFlowAttention(scan.output().mul(allocation), after);
  }

  /** How many steps there are up to each, itself included. */
  private static NDArray count(NDArray q, long before) {
    long steps = q.getShape().get(2);
    return q.getManager()
        .arange(before + 1, before + steps + 1, 1, DataType.FLOAT32, q.getDevice())
        .reshape(steps, 1)
        .toType(q.getDataType(), false);
  }

  /** Sums up to each step of rows (B,H,T,C), from a sum (B,H,C) on. */
  private static NDArray running(NDArray rows, NDArray before) {
    return rows.cumSum(2).add(before.expandDims(2));
  }

  /** Products of rows with rows, both kept off zero, (B,H,T,1). */
  private static NDArray flow(NDArray rows, NDArray others) {
    return rows.add(EPSILON).mul(others.add(EPSILON)).sum(new int[] {3}, true);
  }

  private static NDArray last(NDArray rows) {
    return rows.get(new NDIndex(":, :, -1"));
  }
}
