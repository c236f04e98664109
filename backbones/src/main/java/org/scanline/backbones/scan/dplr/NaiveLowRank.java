package org.scanline.backbones.scan.dplr;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;

/** The recurrence one step at a time. */
final class NaiveLowRank {
  private NaiveLowRank() {}

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    ScanShape shape = LowRankShape.of(q, k, v, a, b, logGate, state);
    NDArray s = state == null ? k.getManager().zeros(shape.stateShape(), k.getDataType()) : state;
    if (shape.steps() == 0) {
      return new ScanResult(
          k.getManager().zeros(shape.outputShape(), k.getDataType()),
          s.add(0)); // not duplicate(), which has no gradient
    }
    NDList outputs = new NDList();
    for (long t = 0; t < shape.steps(); t++) {
      NDIndex at = new NDIndex(":, :, {}", t);
      NDArray found = a.get(at).expandDims(2).matMul(s); // (B,H,1,V)
      if (logGate != null) {
        s = s.mul(logGate.get(at).exp().expandDims(3)); // (B,H,K,V)
      }
      s = s.add(b.get(at).expandDims(3).mul(found));
      s = s.add(k.get(at).expandDims(3).mul(v.get(at).expandDims(2)));
      outputs.add(q.get(at).expandDims(2).matMul(s).squeeze(2)); // (B,H,V)
    }
    return new ScanResult(Scalars.times(NDArrays.stack(outputs, 2), scale), s);
  }
}
