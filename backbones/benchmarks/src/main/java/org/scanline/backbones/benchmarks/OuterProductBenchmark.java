package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/** The gated outer product. */
public class OuterProductBenchmark extends ScanBenchmark {
  /** How the state decays: none, scalar (one factor a step) or diagonal (one for each key). */
  @Param({"none", "scalar", "diagonal"})
  public String gate = "none";

  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray q = inputs.rows();
    NDArray k = inputs.unitRows();
    NDArray v = inputs.rows();
    NDArray decays = decays(inputs);
    return () -> GatedOuterProduct.run(scanForm, q, k, v, decays, null, Inputs.SCALE);
  }

  private @Nullable NDArray decays(Inputs inputs) {
    return switch (gate) {
      case "none" -> null;
      case "scalar" -> inputs.gates(1, Inputs.HEADS, Inputs.STEPS);
      case "diagonal" -> inputs.gates(1, Inputs.HEADS, Inputs.STEPS, Inputs.WIDTH);
      default -> throw new IllegalArgumentException(gate + " is no kind of gate");
    };
  }
}
