package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;

/** The recurrence one cell at a time. */
final class NaiveGrid {
  private NaiveGrid() {}

  static GridResult run(
      GridShape shape,
      NDArray q,
      NDArray k,
      NDArray v,
      GridGates gates,
      @Nullable NDArray entering,
      float scale) {
    Shape matrix = new Shape(shape.batch(), shape.heads(), shape.keys(), shape.values());
    NDArray none = k.getManager().zeros(matrix, k.getDataType());
    NDArray[] right = new NDArray[shape.along()];
    for (int y = 0; y < right.length; y++) {
      right[y] = entering == null ? none : entering.get(new NDIndex(":, :, {}", y));
    }
    NDList lastDown = new NDList();
    NDList outputs = new NDList();
    for (int x = 0; x < shape.across(); x++) {
      NDArray down = none;
      for (int y = 0; y < right.length; y++) {
        NDIndex at = new NDIndex(":, :, {}, {}", x, y);
        NDList g = new NDList();
        gates.list().forEach(gate -> g.add(gate.get(at).expandDims(2).expandDims(3)));
        NDArray query = q.get(at).expandDims(2); // (B,H,1,K)
        NDArray key = k.get(at).expandDims(3); // (B,H,K,1)
        NDArray value = v.get(at).expandDims(2); // (B,H,1,V)
        NDArray kv = key.mul(value);
        NDArray left = right[y];
        NDArray seen = g.get(6).mul(left).add(g.get(7).mul(down)).add(g.get(8).mul(kv));
        outputs.add(query.matMul(seen).squeeze(2));
        right[y] = g.get(2).mul(left).add(g.get(3).mul(down)).add(g.get(0).mul(kv));
        down = g.get(4).mul(down).add(g.get(5).mul(left)).add(g.get(1).mul(kv));
      }
      lastDown.add(down);
    }
    return new GridResult(
        Scalars.times(NDArrays.stack(outputs, 2), scale).reshape(shape.outputShape()),
        NDArrays.stack(new NDList(right), 2),
        NDArrays.stack(lastDown, 2));
  }
}
