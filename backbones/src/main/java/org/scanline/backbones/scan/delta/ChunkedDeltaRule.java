package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.numeric.Segments;
import org.scanline.backbones.scan.numeric.SpanDecays;
import org.scanline.backbones.scan.numeric.Spans;

/**
 * The recurrence by chunks in the WY form (Yang et al., 2024): inside a chunk the writes depend on
 * each other through one unit lower triangular system, between chunks the state is carried.
 *
 * <p>With a_ij the decay from step j to step i, what is written is U = N (beta V) - N (beta K
 * e^prefix) S with N the inverse of 1 + tril(beta K K^T . a, -1). Then O = (Q e^prefix) S + tril(Q
 * K^T . a) U and S' = e^total S + (K e^suffix)^T U. N is built by halves, see {@link Spans}.
 */
final class ChunkedDeltaRule {
  private static final int LONGEST = 64; // beyond, the triangle costs more than it saves
  private static final int SEGMENT = 16; // chunks

  private final ScanShape shape;
  private final int chunk;
  private final float scale;

  private ChunkedDeltaRule(ScanShape shape, int chunk, float scale) {
    this.shape = shape;
    this.chunk = chunk;
    this.scale = scale;
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int chunk) {
    ScanShape shape = DeltaShape.of(q, k, v, beta, logGate, state);
    if (shape.steps() == 0) {
      return NaiveDeltaRule.run(q, k, v, beta, logGate, state, scale);
    }
    int size = Spans.chunk(Math.min(chunk, LONGEST), shape.steps());
    NDArray gate = logGate == null ? beta.zerosLike() : logGate;
    NDList inputs = new NDList(q, k, v, beta.expandDims(3), gate.expandDims(3));
    ChunkedDeltaRule rule = new ChunkedDeltaRule(shape, size, scale);
    return new Segments(shape, size, SEGMENT).run(inputs, state, rule::segment);
  }

  /** What a chunk does to any state: all (R n,C,...). */
  private record Triangle(SpanDecays decays, NDArray inverse, NDArray scores) {}

  private ScanResult segment(NDList inputs, NDArray state) {
    NDArray q = Scalars.times(Spans.chunks(inputs.get(0), chunk), scale);
    NDArray k = Spans.chunks(inputs.get(1), chunk);
    NDArray v = Spans.chunks(inputs.get(2), chunk);
    NDArray beta = Spans.chunks(inputs.get(3), chunk);
    Triangle triangle = triangle(q, k, beta, SpanDecays.of(Spans.chunks(inputs.get(4), 1)));
    SpanDecays decays = triangle.decays();
    NDArray through = decays.through();
    NDArray sources = v.concat(k.mul(through), 2).mul(beta);
    NDList solved = triangle.inverse().matMul(sources).split(new long[] {shape.values()}, 2);
    long n = inputs.get(0).getShape().get(1) / chunk;
    NDList writes = Spans.perChunk(solved.get(0), n);
    NDList corrections = Spans.perChunk(solved.get(1), n);
    NDList queries = Spans.perChunk(q.mul(through), n);
    NDList scores = Spans.perChunk(triangle.scores(), n);
    NDList keys = Spans.perChunk(k.mul(decays.after()), n);
    NDList totals = Spans.perChunk(decays.total(), n);
    NDList outputs = new NDList();
    NDArray s = state;
    for (int i = 0; i < n; i++) {
      NDArray written = writes.get(i).sub(corrections.get(i).matMul(s)); // (R,C,V)
      outputs.add(queries.get(i).matMul(s).add(scores.get(i).matMul(written)));
      s = s.mul(totals.get(i)).add(keys.get(i).transpose(0, 2, 1).matMul(written));
    }
    NDArray output = n == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1); // one would be copied
    return new ScanResult(output, s);
  }

  /** Joins spans from single steps up to chunks. */
  private Triangle triangle(NDArray q, NDArray k, NDArray beta, SpanDecays steps) {
    SpanDecays decays = steps;
    NDArray inverse = steps.before(); // ones, (R n C,1,1)
    NDArray scores = q.mul(k).sum(new int[] {2}).reshape(-1, 1, 1);
    for (int length = 1; length < chunk; length *= 2) {
      NDArray early = Spans.halves(k, length).get(0).transpose(0, 2, 1);
      NDArray middle =
          Spans.halves(decays.through(), length)
              .get(1)
              .matMul(Spans.halves(decays.after(), length).get(0).transpose(0, 2, 1));
      NDArray late = Spans.halves(k, length).get(1).mul(Spans.halves(beta, length).get(1));
      NDArray lateQueries = Spans.halves(q, length).get(1);
      NDList inverses = Spans.halves(inverse, length);
      NDList square = Spans.halves(scores, length);
      inverse = Spans.inverse(inverses.get(0), late.matMul(early).mul(middle), inverses.get(1));
      scores = Spans.lower(square.get(0), lateQueries.matMul(early).mul(middle), square.get(1));
      decays = decays.join();
    }
    return new Triangle(decays, inverse, scores);
  }
}
