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
  public void run(Block block, int column, float[] constants, float[] states, int offset) {
    int n = block.states;
    for (int i = 0; i < block.steps * L; i++) {
      int lane = i % L;
      int at = i / L * Block.PITCH + column + lane;
      float size = block.delta[at];
      if (block.softplus) {
        size = Logistic.softplus(size + constants[(n + 1) * L + lane]);
      }
      block.sizes[i] = size;
      block.added[i] = size * block.u[at];
      block.sums[i] = block.u[at] * constants[n * L + lane];
    }
    for (int j = 0; j < n; j++) {
      for (int t = 0; t < block.steps; t++) {
        step(block, t, j, constants, states, offset + j * L);
      }
    }
    for (int i = 0; i < block.steps * L; i++) {
      int at = i / L * Block.PITCH + column + i % L;
      block.y[at] = block.gated ? block.sums[i] * Logistic.silu(block.z[at]) : block.sums[i];
    }
  }

  private static void step(
      Block block, int t, int j, float[] constants, float[] states, int offset) {
    float b = block.b[j * Block.STEPS + t];
    float c = block.c[j * Block.STEPS + t];
    for (int lane = 0; lane < L; lane++) {
      int i = t * L + lane;
      float decay = Exp.powerOfTwo(block.sizes[i] * constants[j * L + lane]);
      if (block.signed) {
        decay = 2 * decay - 1;
      }
      float x = decay * states[offset + lane] + (block.added[i] * b + FLOOR);
      states[offset + lane] = x;
      block.sums[i] += x * c;
    }
  }
}
