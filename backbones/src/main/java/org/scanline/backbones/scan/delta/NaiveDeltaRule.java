package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;

/** The recurrence one step at a time. */
final class NaiveDeltaRule {
  private NaiveDeltaRule() {}

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    ScanShape shape = DeltaShape.of(q, k, v, beta, logGate, state);
    NDArray s = state == null ? k.getManager().zeros(shape.stateShape(), k.getDataType()) : state;
    if (shape.steps() == 0) {
      return new ScanResult(
          k.getManager().zeros(shape.outputShape(), k.getDataType()),
          s.add(0)); // not duplicate(), which has no gradient
    }
    NDList outputs = new NDList();
    for (long t = 0; t < shape.steps(); t++) {
      NDIndex at = new NDIndex(":, :, {}", t);
      if (logGate != null) {
        s = s.mul(logGate.get(at).exp().expandDims(2).expandDims(3)); // (B,H,K,V)
      }
      NDArray key = k.get(at).expandDims(2); // (B,H,1,K)
      NDArray wrong = v.get(at).expandDims(2).sub(key.matMul(s)); // (B,H,1,V)
      NDArray write = wrong.mul(beta.get(at).expandDims(2).expandDims(3));
      s = s.add(key.transpose(0, 1, 3, 2).mul(write));
      outputs.add(q.get(at).expandDims(2).matMul(s).squeeze(2)); // (B,H,V)
    }
    return new ScanResult(Scalars.times(NDArrays.stack(outputs, 2), scale), s);
  }
}
