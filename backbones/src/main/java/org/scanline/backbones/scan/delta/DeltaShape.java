package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanShape;

/** Checks the arguments of a scan. */
final class DeltaShape {
  private DeltaShape() {}

  static ScanShape of(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state) {
    ScanShape shape = ScanShape.of(q, k, v, state);
    shape.demandSteps("beta", beta);
    if (logGate != null) {
      shape.demandSteps("logGate", logGate);
    }
    return shape;
  }
}
