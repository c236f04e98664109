package org.scanline.backbones.scan.dplr;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanShape;

/** Checks the arguments of a scan. */
final class LowRankShape {
  private LowRankShape() {}

  static ScanShape of(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state) {
    ScanShape shape = ScanShape.of(q, k, v, state);
    shape.demandRows("a", a, shape.keys());
    shape.demandRows("b", b, shape.keys());
    if (logGate != null) {
      shape.demandRows("logGate", logGate, shape.keys());
    }
    return shape;
  }
}
