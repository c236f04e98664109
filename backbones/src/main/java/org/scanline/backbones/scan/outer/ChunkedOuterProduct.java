package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;

/**
 * The recurrence by chunks: inside a chunk one masked product of queries and keys, between chunks
 * the carried state.
 *
 * <p>With a_ij the decay from step j to step i: O = (Q K^T . a) V + (Q e^prefix) S and S' = e^total
 * S + (K e^suffix)^T V. The chunks of a segment are computed at once; their states follow from one
 * product with the decays between chunks. Segments follow each other, so that time stays linear in
 * T.
 */
final class ChunkedOuterProduct {
  private static final int DIAGONAL_CHUNK = 8;
  private static final int SCALAR_CHUNK = 128; // the matrix of its sums holds 128^3 numbers
  private static final int SEGMENT = 32; // chunks
  private static final float RESET = -1e4f; // e^RESET is 0, and unlike -infinity it survives 0 * g

  private final OuterProductShape shape;
  private final int chunk;
  private final float scale;

  private ChunkedOuterProduct(OuterProductShape shape, int chunk, float scale) {
    this.shape = shape;
    this.chunk = chunk;
    this.scale = scale;
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int chunk) {
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk=" + chunk + " must be at least 1");
    }
    OuterProductShape shape = OuterProductShape.of(q, k, v, logGate, state);
    if (shape.steps() == 0) {
      return NaiveOuterProduct.run(q, k, v, logGate, state, scale);
    }
    boolean diagonal = shape.gate() == OuterProductShape.Gate.DIAGONAL;
    int longest = Math.min(chunk, diagonal ? DIAGONAL_CHUNK : SCALAR_CHUNK);
    long chunks = (shape.steps() + longest - 1) / longest;
    int even = (int) ((shape.steps() + chunks - 1) / chunks); // least padding for that many chunks
    ScanResult result;
    try (NDScope scope = new NDScope()) {
      result = new ChunkedOuterProduct(shape, even, scale).segments(q, k, v, logGate, state);
      NDScope.unregister(result.output(), result.state());
    }
    NDScope.register(result.output());
    NDScope.register(result.state());
    return result;
  }

  private ScanResult segments(
      NDArray q, NDArray k, NDArray v, @Nullable NDArray logGate, @Nullable NDArray state) {
    long rows = shape.sequences();
    NDArray flatQ = q.reshape(rows, shape.steps(), shape.keys());
    NDArray flatK = k.reshape(rows, shape.steps(), shape.keys());
    NDArray flatV = v.reshape(rows, shape.steps(), shape.values());
    NDArray gates = gates(k, logGate);
    NDArray s = state == null ? k.getManager().zeros(shape.stateShape(), k.getDataType()) : state;
    s = s.reshape(rows, shape.keys(), shape.values());
    NDList outputs = new NDList();
    long stride = (long) SEGMENT * chunk;
    for (long from = 0; from < shape.steps(); from += stride) {
      long to = Math.min(shape.steps(), from + stride);
      ScanResult part =
          segment(
              cut(flatQ, from, to),
              cut(flatK, from, to),
              cut(flatV, from, to),
              cut(gates, from, to),
              s);
      outputs.add(trim(part.output(), to - from));
      s = part.state();
    }
    NDArray output = outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1);
    return new ScanResult(output.reshape(shape.outputShape()), s.reshape(shape.stateShape()));
  }

  private static NDArray trim(NDArray output, long steps) {
    return output.getShape().get(1) == steps ? output : output.get(new NDIndex(":, :{}", steps));
  }

  /** Log gates as (R,T) or, K-wide, (R,T,K). */
  private NDArray gates(NDArray k, @Nullable NDArray logGate) {
    NDManager manager = k.getManager();
    long rows = shape.sequences();
    if (logGate == null) {
      return manager.zeros(new Shape(rows, shape.steps()), k.getDataType());
    }
    NDArray bounded = logGate.clip(RESET, -RESET);
    switch (shape.gate()) {
      case DIAGONAL:
        return bounded.reshape(rows, shape.steps(), shape.keys());
      case SCALAR:
        return bounded.reshape(rows, shape.steps());
      default:
        return bounded
            .reshape(1, shape.heads(), 1)
            .broadcast(shape.batch(), shape.heads(), shape.steps())
            .reshape(rows, shape.steps());
    }
  }

  /** Steps from..to of (R,T,...), padded with zeros to whole chunks: zero keys leave no trace. */
  private NDArray cut(NDArray array, long from, long to) {
    NDArray part =
        from == 0 && to == array.getShape().get(1)
            ? array
            : array.get(new NDIndex(":, {}:{}", from, to));
    long missing = (chunk - (to - from) % chunk) % chunk;
    if (missing == 0) {
      return part;
    }
    long[] pad = part.getShape().getShape().clone();
    pad[1] = missing;
    return part.concat(part.getManager().zeros(new Shape(pad), part.getDataType()), 1);
  }

  /** One segment of n chunks: q, k (R,n*C,K), v (R,n*C,V), gates (R,n*C[,K]), state (R,K,V). */
  private ScanResult segment(NDArray q, NDArray k, NDArray v, NDArray gates, NDArray state) {
    long chunks = q.getShape().get(1) / chunk;
    NDArray qc = Scalars.times(q, scale).reshape(-1, chunk, shape.keys()); // (R*n,C,K)
    NDArray kc = k.reshape(-1, chunk, shape.keys());
    NDArray vc = v.reshape(-1, chunk, shape.values());
    Decays decays =
        shape.gate() == OuterProductShape.Gate.DIAGONAL
            ? new DiagonalDecays(gates.reshape(-1, chunk, shape.keys()))
            : new ScalarDecays(gates.reshape(-1, chunk));
    NDArray added = kc.mul(decays.toEnd()).transpose(0, 2, 1).matMul(vc); // (R*n,K,V)
    NDArray states = decays.carry(state, added, chunks); // (R,n+1,K,V)
    NDArray starts =
        states.get(new NDIndex(":, :{}", chunks)).reshape(-1, shape.keys(), shape.values());
    NDArray output = decays.scores(qc, kc).matMul(vc);
    output = output.addi(qc.mul(decays.fromStart()).matMul(starts));
    output = output.reshape(-1, chunks * chunk, shape.values());
    return new ScanResult(output, states.get(new NDIndex(":, {}", chunks)));
  }
}
