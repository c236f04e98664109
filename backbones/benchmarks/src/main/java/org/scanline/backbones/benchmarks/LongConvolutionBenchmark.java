package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.convolution.LongConvolution;

/** A causal convolution of 64 channels with kernels as long as the sequence. */
public class LongConvolutionBenchmark extends ScanBenchmark {
  private static final int CHANNELS = 64;

  @Override
  Runnable prepare(Inputs inputs, ScanForm scanForm) {
    NDArray u = inputs.normal(1, CHANNELS, Inputs.STEPS);
    NDArray kernel = inputs.normal(CHANNELS, Inputs.STEPS);
    return () -> LongConvolution.run(scanForm, u, kernel, null);
  }
}
