package org.scanline.backbones.scan.convolution;

import org.scanline.backbones.scan.numeric.Logistic;

/** The convolution in plain Java. */
final class ScalarTapKernel implements TapKernel {
  @Override
  public void run(TapBlock block, float[] weights, int channel, int pitch) {
    int taps = block.taps;
    for (int t = 0; t < block.patch.steps; t++) {
      int newest = (taps + t) * TapBlock.PITCH;
      for (int c = 0; c < block.patch.channels; c++) {
        float sum = weights[taps * pitch + channel + c];
        for (int k = 0; k < taps; k++) {
          float in = block.x[newest + (k + 1 - taps) * TapBlock.PITCH + c];
          sum += weights[k * pitch + channel + c] * in;
        }
        block.y[t * TapBlock.PITCH + c] = Logistic.silu(sum);
      }
    }
  }
}
