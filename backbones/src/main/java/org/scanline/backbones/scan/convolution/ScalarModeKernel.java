package org.scanline.backbones.scan.convolution;

import java.util.Arrays;

/** The complex recurrence in plain Java. */
final class ScalarModeKernel implements ModeKernel {
  private static final int L = 8;

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public void run(Modes.Block block, Modes modes, float[] states, int offset) {
    Arrays.fill(block.y, 0, block.steps * L, 0f);
    for (int j = 0; j < modes.count; j++) {
      for (int t = 0; t < block.steps; t++) {
        step(block, t * L, modes, j * L, states, offset + j * L, modes.count * L);
      }
    }
  }

  private static void step(
      Modes.Block block, int at, Modes modes, int mode, float[] states, int real, int apart) {
    for (int lane = 0; lane < L; lane++) {
      float ar = modes.factorReal[mode + lane];
      float ai = modes.factorImaginary[mode + lane];
      float xr = states[real + lane];
      float xi = states[real + apart + lane];
      float r = ar * xr - ai * xi + (block.u[at + lane] + FLOOR);
      float i = ai * xr + (ar * xi + FLOOR);
      states[real + lane] = r;
      states[real + apart + lane] = i;
      block.y[at + lane] +=
          modes.weightReal[mode + lane] * r - modes.weightImaginary[mode + lane] * i;
    }
  }
}
