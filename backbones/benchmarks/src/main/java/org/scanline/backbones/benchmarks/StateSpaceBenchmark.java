package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.convolution.DiagonalStateSpace;

/** The long convolution of S4D as a recurrence: 512 channels with 32 complex states each. */
public class StateSpaceBenchmark extends ScanBenchmark {
  private static final int MODES = 32;
  private static final int CHANNELS = Inputs.HEADS * Inputs.WIDTH;

  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray logStep = inputs.uniform((float) Math.log(1e-3), (float) Math.log(0.1), CHANNELS);
    NDArray c = inputs.normal(CHANNELS, MODES, 2);
    NDArray logReal = c.getManager().full(logStep.getShape().add(MODES), (float) Math.log(0.5));
    NDArray numbers = c.getManager().arange(MODES).toType(DataType.FLOAT32, true);
    NDArray imaginary = numbers.mul((float) Math.PI).broadcast(logReal.getShape());
    DiagonalStateSpace space = new DiagonalStateSpace(logStep, c, logReal, imaginary);
    NDArray u = inputs.normal(1, Inputs.STEPS, CHANNELS);
    return () -> space.runByStep(scanForm, u, null);
  }
}
