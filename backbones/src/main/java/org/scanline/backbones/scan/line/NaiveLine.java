package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import org.scanline.backbones.scan.ScanResult;

/** The recurrence one step at a time. */
final class NaiveLine {
  private NaiveLine() {}

  /** What each step finds in the state before it, q_t^T C_(t-1), and the last state. */
  static ScanResult run(NDArray q, NDArray k, NDArray v, LineGates gates, NDArray state) {
    NDArray c = state;
    NDList reads = new NDList();
    for (long t = 0; t < k.getShape().get(2); t++) {
      NDIndex at = new NDIndex(":, :, {}", t);
      reads.add(q.get(at).expandDims(2).matMul(c).squeeze(2)); // (B,H,V)
      NDArray through = gates.transition().get(at).expandDims(2).expandDims(3); // (B,H,1,1)
      NDArray source = gates.source().get(at).expandDims(2).expandDims(3);
      NDArray outer = k.get(at).expandDims(3).mul(v.get(at).expandDims(2)); // (B,H,K,V)
      c = c.mul(through).add(outer.mul(source));
    }
    return new ScanResult(NDArrays.stack(reads, 2), c);
  }
}
