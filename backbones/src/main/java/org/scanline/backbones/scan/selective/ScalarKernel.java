package org.scanline.backbones.scan.selective;

import org.scanline.backbones.scan.numeric.Exp;
import org.scanline.backbones.scan.numeric.Logistic;

/** The recurrence in plain Java. */
final class ScalarKernel implements Kernel {
  private static final int L = 8;

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public void run(Block block, float[] constants, float[] states, int offset) {
    int n = block.states;
    for (int i = 0; i < block.steps * L; i++) {
      int lane = i % L;
      if (block.softplus) {
        block.delta[i] = Logistic.softplus(block.delta[i] + constants[(n + 1) * L + lane]);
      }
      block.added[i] = block.delta[i] * block.u[i];
      block.y[i] = block.u[i] * constants[n * L + lane];
    }
    for (int j = 0; j < n; j++) {
      for (int t = 0; t < block.steps; t++) {
        step(block, t, j, constants, states, offset + j * L);
      }
    }
    if (block.gated) {
      for (int i = 0; i < block.steps * L; i++) {
        block.y[i] *= Logistic.silu(block.z[i]);
      }
    }
  }

  private static void step(
      Block block, int t, int j, float[] constants, float[] states, int offset) {
    float b = block.b[j * Block.STEPS + t];
    float c = block.c[j * Block.STEPS + t];
    for (int lane = 0; lane < L; lane++) {
      int i = t * L + lane;
      float decay = Exp.powerOfTwo(block.delta[i] * constants[j * L + lane]);
      if (block.signed) {
        decay = 2 * decay - 1;
      }
      float x = decay * states[offset + lane] + (block.added[i] * b + FLOOR);
      states[offset + lane] = x;
      block.y[i] += x * c;
    }
  }
}
