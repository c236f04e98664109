package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.numeric.Segments;
import org.scanline.backbones.scan.numeric.SpanDecays;
import org.scanline.backbones.scan.numeric.Spans;

/**
 * The recurrence by chunks: inside a chunk one triangle of scores of queries and keys, between
 * chunks the carried state.
 *
 * <p>With a_ij the decay from step j to step i: O = tril(Q K^T . a) V + (Q e^prefix) S and S' =
 * e^total S + (K e^suffix)^T V. Where each key channel decays by itself, the triangle is built by
 * halves, see {@link Spans}: across the middle of a span, queries decay up to the middle and keys
 * after it. With a bonus, queries read what was there before their own step: the prefix leaves the
 * step's own decay out, and the diagonal is q . u k.
 */
final class ChunkedOuterProduct {
  private static final int LONGEST = 64; // beyond, the triangle costs more than it saves
  private static final long CACHED = 1 << 18; // floats of the keys of a segment

  private final ScanShape shape;
  private final int chunk;
  private final @Nullable NDArray bonus; // (H,K)
  private final float scale;

  private ChunkedOuterProduct(ScanShape shape, int chunk, @Nullable NDArray bonus, float scale) {
    this.shape = shape;
    this.chunk = chunk;
    this.bonus = bonus;
    this.scale = scale;
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray bonus,
      @Nullable NDArray state,
      float scale,
      int chunk) {
    OuterProductShape sizes = OuterProductShape.of(q, k, v, logGate, bonus, state);
    if (sizes.steps() == 0) {
      return NaiveOuterProduct.run(q, k, v, logGate, bonus, state, scale);
    }
    int size = Spans.chunk(Math.min(chunk, LONGEST), sizes.steps());
    long floats = Math.max(1, sizes.sequences() * sizes.keys() * size);
    NDList inputs = new NDList(q, k, v, gates(k, logGate, sizes));
    ScanShape shape = sizes.scan();
    ChunkedOuterProduct product = new ChunkedOuterProduct(shape, size, bonus, scale);
    return new Segments(shape, size, (int) Math.max(1, CACHED / floats))
        .run(inputs, state, product::segment);
  }

  /** Log gates as (B,H,T,1) or (B,H,T,K). */
  private static NDArray gates(NDArray k, @Nullable NDArray logGate, OuterProductShape sizes) {
    Shape perStep = new Shape(sizes.batch(), sizes.heads(), sizes.steps(), 1);
    if (logGate == null) {
      return k.getManager().zeros(perStep, k.getDataType());
    }
    return switch (sizes.gate()) {
      case DIAGONAL -> logGate;
      case SCALAR -> logGate.expandDims(3);
      default -> logGate.reshape(1, sizes.heads(), 1, 1).broadcast(perStep);
    };
  }

  /** The scores inside chunks (R n,C,C), and how states decay over them. */
  private record Triangle(NDArray scores, SpanDecays decays) {}

  private ScanResult segment(NDList inputs, NDArray state) {
    NDArray q = Scalars.times(Spans.chunks(inputs.get(0), chunk), scale);
    NDArray k = Spans.chunks(inputs.get(1), chunk);
    NDArray v = Spans.chunks(inputs.get(2), chunk);
    SpanDecays steps = SpanDecays.of(Spans.chunks(inputs.get(3), 1));
    boolean alike = inputs.get(3).getShape().get(2) == 1 && bonus == null;
    Triangle triangle = alike ? masked(q, k, steps) : joined(q, k, steps);
    SpanDecays decays = triangle.decays();
    long n = inputs.get(0).getShape().get(1) / chunk;
    NDList inside = Spans.perChunk(triangle.scores().matMul(v), n);
    NDList added = Spans.perChunk(k.mul(decays.after()).transpose(0, 2, 1).matMul(v), n);
    NDList queries = Spans.perChunk(q.mul(reach(decays)), n);
    NDList totals = Spans.perChunk(decays.total().transpose(0, 2, 1), n); // (R,1,1) or (R,K,1)
    NDList outputs = new NDList();
    NDArray s = state;
    for (int i = 0; i < n; i++) {
      outputs.add(queries.get(i).matMul(s).add(inside.get(i)));
      s = s.mul(totals.get(i)).add(added.get(i));
    }
    NDArray output = n == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1); // one would be copied
    return new ScanResult(output, s);
  }

  /** Decay from the start of a span to what the query of each step reads. */
  private NDArray reach(SpanDecays decays) {
    return bonus == null ? decays.through() : decays.before();
  }

  /** All keys decay alike: the products of queries and keys at once, times one matrix of decays. */
  private Triangle masked(NDArray q, NDArray k, SpanDecays steps) {
    SpanDecays decays = steps;
    NDArray mask = steps.before(); // ones, (R n C,1,1)
    for (int length = 1; length < chunk; length *= 2) {
      NDArray late = Spans.halves(decays.through(), length).get(1);
      NDArray early = Spans.halves(decays.after(), length).get(0);
      NDList squares = Spans.halves(mask, length);
      NDArray across = late.matMul(early.transpose(0, 2, 1));
      mask = Spans.lower(squares.get(0), across, squares.get(1));
      decays = decays.join();
    }
    return new Triangle(q.matMul(k.transpose(0, 2, 1)).mul(mask), decays);
  }

  /** Joins spans from single steps up to chunks. */
  private Triangle joined(NDArray q, NDArray k, SpanDecays steps) {
    SpanDecays decays = steps;
    NDArray scores = own(q, k).reshape(-1, 1, 1);
    for (int length = 1; length < chunk; length *= 2) {
      NDArray late = Spans.halves(q, length).get(1).mul(Spans.halves(reach(decays), length).get(1));
      NDArray early =
          Spans.halves(k, length).get(0).mul(Spans.halves(decays.after(), length).get(0));
      NDList squares = Spans.halves(scores, length);
      NDArray across = late.matMul(early.transpose(0, 2, 1));
      scores = Spans.lower(squares.get(0), across, squares.get(1));
      decays = decays.join();
    }
    return new Triangle(scores, decays);
  }

  /** The score of each query with the key of its own step. */
  private NDArray own(NDArray q, NDArray k) {
    NDArray products = q.mul(k);
    if (bonus != null) {
      long[] perHead = {shape.batch(), shape.heads(), -1, shape.keys()};
      products = products.reshape(perHead).mul(bonus.reshape(1, shape.heads(), 1, shape.keys()));
    }
    return products.sum(new int[] {-1});
  }
}
