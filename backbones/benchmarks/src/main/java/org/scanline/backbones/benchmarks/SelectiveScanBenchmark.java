package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import org.openjdk.jmh.annotations.Param;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.selective.SelectiveScan;

/** The selective scan of 512 channels with 16 states each. */
public class SelectiveScanBenchmark extends ScanBenchmark {
  private static final int STATES = 16;
  private static final int CHANNELS = Inputs.HEADS * Inputs.WIDTH;

  /** Whether factors reach from -1 to 1 instead of from 0. */
  @Param({"false", "true"})
  public boolean signed;

  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray a = inputs.uniform(-STATES, -1, CHANNELS, STATES);
    NDArray u = inputs.normal(1, Inputs.STEPS, CHANNELS);
    NDArray delta = inputs.uniform(1e-3f, 0.1f, 1, Inputs.STEPS, CHANNELS);
    NDArray b = inputs.normal(1, Inputs.STEPS, STATES);
    NDArray c = inputs.normal(1, Inputs.STEPS, STATES);
    SelectiveScan scan = new SelectiveScan(a, null, null, signed);
    return () -> scan.runByStep(scanForm, u, delta, b, c, null, null);
  }
}
