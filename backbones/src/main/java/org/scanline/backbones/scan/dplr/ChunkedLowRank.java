package org.scanline.backbones.scan.dplr;

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
 * The recurrence by chunks in the WY form with a decay for each key channel: inside a chunk what is
 * read through a depends on itself through one unit lower triangular system, between chunks the
 * state is carried.
 *
 * <p>With D_ij the decays from after step j to step i, what is read is U = N (A e^before) S + N
 * tril(A D K^T, -1) V with N the inverse of 1 - tril(A D B^T, -1). Then O = (Q e^through) S +
 * tril(Q D B^T) U + tril(Q D K^T) V and S' = e^total S + (B e^after)^T U + (K e^after)^T V. All
 * triangles are built by halves, see {@link Spans}, so every exponent is at most 0.
 */
final class ChunkedLowRank {
  private static final int LONGEST = 64; // beyond, the triangles cost more than they save
  private static final int SEGMENT = 16; // chunks

  private final ScanShape shape;
  private final int chunk;
  private final float scale;

  private ChunkedLowRank(ScanShape shape, int chunk, float scale) {
    this.shape = shape;
    this.chunk = chunk;
    this.scale = scale;
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int chunk) {
    ScanShape shape = LowRankShape.of(q, k, v, a, b, logGate, state);
    if (shape.steps() == 0) {
      return NaiveLowRank.run(q, k, v, a, b, logGate, state, scale);
    }
    int size = Spans.chunk(Math.min(chunk, LONGEST), shape.steps());
    NDList inputs = new NDList(q, k, v, a, b, logGate == null ? k.zerosLike() : logGate);
    ChunkedLowRank rule = new ChunkedLowRank(shape, size, scale);
    return new Segments(shape, size, SEGMENT).run(inputs, state, rule::segment);
  }

  /** The rows of the chunks of a segment, each (R n,C,K). */
  private record Steps(NDArray q, NDArray k, NDArray a, NDArray b) {}

  /** What a chunk does to any state: decays (R n,C,K), triangles (R n,C,C). */
  private record Triangles(
      SpanDecays decays, NDArray inverse, NDArray found, NDArray changed, NDArray scores) {}

  private ScanResult segment(NDList inputs, NDArray state) {
    Steps steps =
        new Steps(
            Scalars.times(Spans.chunks(inputs.get(0), chunk), scale),
            Spans.chunks(inputs.get(1), chunk),
            Spans.chunks(inputs.get(3), chunk),
            Spans.chunks(inputs.get(4), chunk));
    NDArray v = Spans.chunks(inputs.get(2), chunk);
    Triangles triangles = triangles(steps, SpanDecays.of(Spans.chunks(inputs.get(5), 1)));
    SpanDecays decays = triangles.decays();
    NDArray sources = triangles.found().matMul(v).concat(steps.a().mul(decays.before()), 2);
    NDList solved = triangles.inverse().matMul(sources).split(new long[] {shape.values()}, 2);
    long n = inputs.get(0).getShape().get(1) / chunk;
    NDList own = Spans.perChunk(solved.get(0), n);
    NDList carried = Spans.perChunk(solved.get(1), n);
    NDList queries = Spans.perChunk(steps.q().mul(decays.through()), n);
    NDList changed = Spans.perChunk(triangles.changed(), n);
    NDList direct = Spans.perChunk(triangles.scores().matMul(v), n);
    NDList changes = Spans.perChunk(steps.b().mul(decays.after()).transpose(0, 2, 1), n);
    NDArray keys = steps.k().mul(decays.after()).transpose(0, 2, 1);
    NDList added = Spans.perChunk(keys.matMul(v), n);
    NDList totals = Spans.perChunk(decays.total().transpose(0, 2, 1), n);
    NDList outputs = new NDList();
    NDArray s = state;
    for (int i = 0; i < n; i++) {
      NDArray found = own.get(i).add(carried.get(i).matMul(s)); // (R,C,V)
      NDArray read = queries.get(i).matMul(s).add(changed.get(i).matMul(found));
      outputs.add(read.add(direct.get(i)));
      s = s.mul(totals.get(i)).add(changes.get(i).matMul(found)).add(added.get(i));
    }
    NDArray output = n == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1); // one would be copied
    return new ScanResult(output, s);
  }

  /** Joins spans from single steps up to chunks. */
  private Triangles triangles(Steps steps, SpanDecays single) {
    SpanDecays decays = single;
    NDArray inverse = single.step().onesLike().get(":, :, :1"); // (R n C,1,1)
    NDArray found = inverse.zerosLike();
    NDArray changed = steps.q().mul(steps.b()).sum(new int[] {2}).reshape(-1, 1, 1);
    NDArray scores = steps.q().mul(steps.k()).sum(new int[] {2}).reshape(-1, 1, 1);
    for (int length = 1; length < chunk; length *= 2) {
      NDArray after = Spans.halves(decays.after(), length).get(0);
      NDArray b = Spans.halves(steps.b(), length).get(0).mul(after).transpose(0, 2, 1);
      NDArray k = Spans.halves(steps.k(), length).get(0).mul(after).transpose(0, 2, 1);
      NDArray a = Spans.halves(decays.before(), length).get(1);
      a = a.mul(Spans.halves(steps.a(), length).get(1));
      NDArray q = Spans.halves(decays.through(), length).get(1);
      q = q.mul(Spans.halves(steps.q(), length).get(1));
      NDList halves = Spans.halves(inverse, length);
      inverse = Spans.inverse(halves.get(0), a.matMul(b).neg(), halves.get(1));
      halves = Spans.halves(found, length);
      found = Spans.lower(halves.get(0), a.matMul(k), halves.get(1));
      halves = Spans.halves(changed, length);
      changed = Spans.lower(halves.get(0), q.matMul(b), halves.get(1));
      halves = Spans.halves(scores, length);
      scores = Spans.lower(halves.get(0), q.matMul(k), halves.get(1));
      decays = decays.join();
    }
    return new Triangles(decays, inverse, found, changed, scores);
  }
}
