package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.dplr.DiagonalPlusLowRank;

/** The recurrence of RWKV-7. */
public class LowRankBenchmark extends ScanBenchmark {
  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray q = inputs.rows();
    NDArray k = inputs.unitRows();
    NDArray v = inputs.rows();
    NDArray a = k.neg();
    NDArray b = k.mul(inputs.uniform(0, 1, 1, Inputs.HEADS, Inputs.STEPS, Inputs.WIDTH));
    NDArray decays = inputs.gates(1, Inputs.HEADS, Inputs.STEPS, Inputs.WIDTH);
    return () -> DiagonalPlusLowRank.run(scanForm, q, k, v, a, b, decays, null, 1);
  }
}
