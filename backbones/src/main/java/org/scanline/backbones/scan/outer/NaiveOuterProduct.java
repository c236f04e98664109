package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;

/** The recurrence one step at a time. */
final class NaiveOuterProduct {
  private NaiveOuterProduct() {}

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray bonus,
      @Nullable NDArray state,
      float scale) {
    OuterProductShape shape = OuterProductShape.of(q, k, v, logGate, bonus, state);
    NDArray s = state == null ? k.getManager().zeros(shape.stateShape(), k.getDataType()) : state;
    if (shape.steps() == 0) {
      return new ScanResult(
          k.getManager().zeros(shape.outputShape(), k.getDataType()),
          s.add(0)); // not duplicate(), which has no gradient
    }
    NDList outputs = new NDList();
    for (long t = 0; t < shape.steps(); t++) {
      NDIndex at = new NDIndex(":, :, {}", t);
      NDArray written = k.get(at).expandDims(3).mul(v.get(at).expandDims(2)); // (B,H,K,V)
      NDArray read = s;
      if (logGate != null) {
        s = s.mul(decay(logGate, shape, at));
      }
      s = s.add(written);
      read = bonus == null ? s : read.add(written.mul(bonus.expandDims(2)));
      outputs.add(q.get(at).expandDims(2).matMul(read).squeeze(2)); // (B,H,V)
    }
    return new ScanResult(Scalars.times(NDArrays.stack(outputs, 2), scale), s);
  }

  private static NDArray decay(NDArray logGate, OuterProductShape shape, NDIndex at) {
    switch (shape.gate()) {
      case DIAGONAL:
        return logGate.get(at).exp().expandDims(3); // (B,H,K,1)
      case SCALAR:
        return logGate.get(at).exp().expandDims(2).expandDims(3); // (B,H,1,1)
      default:
        return logGate.exp().reshape(1, shape.heads(), 1, 1);
    }
  }
}
