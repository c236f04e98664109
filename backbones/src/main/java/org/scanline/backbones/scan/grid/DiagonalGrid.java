package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Scalars;

/**
 * The recurrence one diagonal x + y = d at a time.
 *
 * <p>Cells are first put in the order of diagonals, by x within each, so that a diagonal is a
 * slice; its cells need only the matrices of the diagonal before.
 */
final class DiagonalGrid {
  private final GridShape shape;
  private final long[] cells; // cell x Y + y at each place of the order

  private DiagonalGrid(GridShape shape) {
    this.shape = shape;
    cells = new long[shape.across() * shape.along()];
    int place = 0;
    for (int d = 0; d < diagonals(); d++) {
      for (int x = first(d); x <= last(d); x++) {
        cells[place++] = (long) x * shape.along() + d - x;
      }
    }
  }

  static GridResult run(
      GridShape shape,
      NDArray q,
      NDArray k,
      NDArray v,
      GridGates gates,
      @Nullable NDArray entering,
      float scale) {
    GridResult result;
    try (NDScope scope = new NDScope()) {
      result = new DiagonalGrid(shape).sweep(Scalars.times(q, scale), k, v, gates, entering);
      NDScope.unregister(result.output(), result.right(), result.down());
    }
    NDScope.register(result.output());
    NDScope.register(result.right());
    NDScope.register(result.down());
    return result;
  }

  private int diagonals() {
    return shape.across() + shape.along() - 1;
  }

  /** Smallest x on a diagonal. */
  private int first(int d) {
    return Math.max(0, d - shape.along() + 1);
  }

  /** Largest x on a diagonal. */
  private int last(int d) {
    return Math.min(shape.across() - 1, d);
  }

  private GridResult sweep(
      NDArray q, NDArray k, NDArray v, GridGates gates, @Nullable NDArray entering) {
    NDManager manager = k.getManager();
    NDArray order = Constants.indices(manager, cells);
    NDArray queries = ordered(q, order).expandDims(3); // (B,H,N,1,K)
    NDArray keys = ordered(k, order).expandDims(4); // (B,H,N,K,1)
    NDArray values = ordered(v, order).expandDims(3); // (B,H,N,1,V)
    NDList all = new NDList();
    gates.list().forEach(g -> all.add(ordered(g.expandDims(4), order).expandDims(4)));
    Shape one = new Shape(shape.batch(), shape.heads(), 1, shape.keys(), shape.values());
    NDArray none = manager.zeros(one, k.getDataType());
    NDArray right = none; // of the diagonal before
    NDArray down = none;
    NDList outputs = new NDList();
    NDList lastRight = new NDList();
    NDList lastDown = new NDList();
    int from = 0;
    for (int d = 0; d < diagonals(); d++) {
      int count = last(d) - first(d) + 1;
      NDIndex at = new NDIndex(":, :, {}:{}", from, from + count);
      NDArray start =
          entering == null || d >= shape.along()
              ? none
              : entering.get(new NDIndex(":, :, {}:{}", d, d + 1));
      NDArray left = d == 0 ? start : arrivingRight(right, start, d);
      NDArray up = d == 0 ? none : arrivingDown(down, none, d);
      NDList g = new NDList();
      all.forEach(gate -> g.add(gate.get(at)));
      NDArray kv = keys.get(at).mul(values.get(at));
      NDArray seen = g.get(6).mul(left).add(g.get(7).mul(up)).add(g.get(8).mul(kv));
      outputs.add(queries.get(at).matMul(seen).squeeze(3));
      right = g.get(2).mul(left).add(g.get(3).mul(up)).add(g.get(0).mul(kv));
      down = g.get(4).mul(up).add(g.get(5).mul(left)).add(g.get(1).mul(kv));
      if (last(d) == shape.across() - 1) {
        lastRight.add(right.get(new NDIndex(":, :, {}", count - 1)));
      }
      if (d >= shape.along() - 1) {
        lastDown.add(down.get(new NDIndex(":, :, 0")));
      }
      from += count;
    }
    // joining a single array would copy it, and copies have no gradient
    NDArray joined = outputs.size() == 1 ? outputs.head() : NDArrays.concat(outputs, 2);
    NDArray output = joined.get(new NDIndex(":, :, {}", inverse(manager)));
    return new GridResult(
        output.reshape(shape.outputShape()),
        NDArrays.stack(lastRight, 2),
        NDArrays.stack(lastDown, 2));
  }

  /** For the cells of diagonal d, R of the cell before along x. */
  private NDArray arrivingRight(NDArray right, NDArray start, int d) {
    if (first(d) > 0) {
      return right.get(new NDIndex(":, :, :{}", last(d) - first(d) + 1));
    }
    return last(d) == 0 ? start : start.concat(right.get(new NDIndex(":, :, :{}", last(d))), 2);
  }

  /** For the cells of diagonal d, D of the cell before along y. */
  private NDArray arrivingDown(NDArray down, NDArray none, int d) {
    int skipped = first(d) - first(d - 1);
    NDArray kept = skipped == 0 ? down : down.get(new NDIndex(":, :, {}:", skipped));
    if (last(d) < d) {
      return kept;
    }
    return last(d) == first(d) ? none : kept.concat(none, 2);
  }

  /** The cells of (B,H,X,Y,C) in the order of diagonals, (B,H,X*Y,C). */
  private NDArray ordered(NDArray grid, NDArray order) {
    NDArray flat = grid.reshape(shape.batch(), shape.heads(), cells.length, grid.getShape().get(4));
    return flat.get(new NDIndex(":, :, {}", order));
  }

  private NDArray inverse(NDManager manager) {
    long[] places = new long[cells.length];
    for (int place = 0; place < cells.length; place++) {
      places[(int) cells[place]] = place;
    }
    return Constants.indices(manager, places);
  }
}
