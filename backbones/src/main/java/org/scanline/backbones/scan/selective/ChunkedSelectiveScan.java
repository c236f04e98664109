package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;
import org.scanline.backbones.scan.ScanResult;

/**
 * The recurrence by chunks, each in about sqrt(C) parts that advance together.
 *
 * <p>All parts of a chunk start from zero and take their first step, then their second, and so on;
 * beside the state h each keeps the product p of its factors so far. The true states at the starts
 * of the parts then follow one from the other, S' = p_end S + h_end, and every state is h + p S. So
 * a chunk takes 2 sqrt(C) operations instead of C, its memory is linear in C, and as only products
 * are formed, factors may be 0 or negative. Chunks follow each other and stay in the cache.
 */
final class ChunkedSelectiveScan {
  private final Discrete discrete;
  private final SelectiveShape shape;

  private ChunkedSelectiveScan(Discrete discrete, SelectiveShape shape) {
    this.discrete = discrete;
    this.shape = shape;
  }

  static ScanResult run(
      SelectiveScan scan, SelectiveInputs inputs, SelectiveShape shape, int chunk) {
    if (shape.steps() == 0) {
      return NaiveSelectiveScan.run(scan, inputs, shape);
    }
    ScanResult result;
    try (NDScope scope = new NDScope()) {
      Discrete discrete = new Discrete(scan, inputs, shape);
      result = new ChunkedSelectiveScan(discrete, shape).chunks(chunk);
      NDScope.unregister(result.output(), result.state());
    }
    NDScope.register(result.output());
    NDScope.register(result.state());
    return result;
  }

  private ScanResult chunks(int chunk) {
    long[] cuts =
        LongStream.range(1, (shape.steps() + chunk - 1) / chunk).map(i -> i * chunk).toArray();
    NDList delta = discrete.delta.split(cuts, 1);
    NDList added = discrete.added.split(cuts, 1);
    NDList b = discrete.b.split(cuts, 1);
    NDList c = discrete.c.split(cuts, 1);
    NDList read = new NDList();
    NDArray x = discrete.start;
    for (int i = 0; i < delta.size(); i++) {
      ScanResult part;
      try (NDScope scope = new NDScope()) {
        part = chunk(delta.get(i), added.get(i), b.get(i), c.get(i), x);
        NDScope.unregister(part.output(), part.state());
      }
      NDScope.register(part.output());
      NDScope.register(part.state());
      read.add(part.output());
      x = part.state();
    }
    return discrete.finish(Discrete.joined(read, 1), x);
  }

  /** One chunk: (B,C,G,D/G,1), (B,C,G,D/G,1), (B,C,G,1,N), (B,C,G,N,1) and x (B,1,G,D/G,N). */
  private ScanResult chunk(NDArray delta, NDArray added, NDArray b, NDArray c, NDArray x) {
    long steps = delta.getShape().get(1);
    long length = (long) Math.ceil(Math.sqrt(steps));
    long parts = (steps + length - 1) / length;
    NDArray decay =
        discrete.decay(padded(delta, parts * length)); // a step of size 0 changes nothing
    NDList factors = positions(decay, parts, length); // each (B,parts,1,G,D/G,N)
    NDList inputs = positions(padded(added.mul(b), parts * length), parts, length);
    NDList directions = positions(padded(c, parts * length), parts, length);
    NDList h = new NDList(inputs.get(0));
    NDList p = new NDList(factors.get(0));
    for (int i = 1; i < length; i++) {
      h.add(h.get(i - 1).mul(factors.get(i)).add(inputs.get(i)));
      p.add(p.get(i - 1).mul(factors.get(i)));
    }
    NDList states = carry(h.get((int) length - 1), p.get((int) length - 1), x.expandDims(1));
    NDArray starts = Discrete.joined(states.subNDList(0, (int) parts), 1);
    NDList read = new NDList();
    for (int i = 0; i < length; i++) {
      read.add(h.get(i).add(p.get(i).mul(starts)).matMul(directions.get(i)));
    }
    NDArray output = flat(Discrete.joined(read, 2), parts * length);
    return new ScanResult(
        steps == parts * length ? output : output.get(new NDIndex(":, :{}", steps)),
        states.get((int) parts).squeeze(1));
  }

  /** The states before each part and after the last, each (B,1,1,G,D/G,N). */
  private static NDList carry(NDArray h, NDArray p, NDArray first) {
    long parts = h.getShape().get(1);
    NDList ends = h.split(parts, 1);
    NDList factors = p.split(parts, 1);
    NDList states = new NDList(first);
    for (int j = 0; j < parts; j++) {
      states.add(states.get(j).mul(factors.get(j)).add(ends.get(j)));
    }
    return states;
  }

  private static NDArray padded(NDArray steps, long length) {
    Shape shape = steps.getShape();
    long missing = length - shape.get(1);
    if (missing == 0) {
      return steps;
    }
    Shape rest = new Shape(shape.get(0), missing).addAll(shape.slice(2));
    return steps.concat(steps.getManager().zeros(rest, steps.getDataType()), 1);
  }

  /** Takes (B,parts*length,...) apart by position in the part: length of (B,parts,1,...). */
  private static NDList positions(NDArray steps, long parts, long length) {
    Shape shape = steps.getShape();
    return steps
        .reshape(new Shape(shape.get(0), parts, length).addAll(shape.slice(2)))
        .split(length, 2);
  }

  private static NDArray flat(NDArray parts, long steps) {
    Shape shape = parts.getShape();
    return parts.reshape(new Shape(shape.get(0), steps).addAll(shape.slice(3)));
  }
}
