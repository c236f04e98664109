package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import org.openjdk.jmh.annotations.Param;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.delta.GatedDeltaRule;

/** The delta rule. */
public class DeltaRuleBenchmark extends ScanBenchmark {
  /** Whether the state also decays. */
  @Param({"false", "true"})
  public boolean gated;

  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray q = inputs.unitRows();
    NDArray k = inputs.unitRows();
    NDArray v = inputs.rows();
    NDArray beta = inputs.uniform(0, 1, 1, Inputs.HEADS, Inputs.STEPS);
    NDArray decays = gated ? inputs.gates(1, Inputs.HEADS, Inputs.STEPS) : null;
    return () -> GatedDeltaRule.run(scanForm, q, k, v, beta, decays, null, Inputs.SCALE);
  }
}
