package org.scanline.backbones.scan.outer;

import java.util.Arrays;
import org.scanline.backbones.scan.numeric.Exp;

/** The recurrence in plain Java, step by step; the state decays at once. */
final class ScalarKernel implements Kernel {

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void exp(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Exp.exp(x[i]);
    }
  }

  @Override
  public void run(Block block, Carried carried) {
    int pitch = block.pitch;
    float[] bonus = block.bonus;
    Arrays.fill(block.o, 0, block.steps * pitch, 0f);
    for (int t = 0; t < block.steps; t++) {
      for (int j = 0; j < block.keys; j++) {
        float d = block.gates == 0 ? 1 : block.d[t * block.gates + (block.gates == 1 ? 0 : j)];
        float k = block.k[t * block.keyPitch + j];
        float q = block.q[t * block.keyPitch + j] * block.scale;
        if (bonus == null) {
          row(carried.state, j * pitch, d, k, q, block.v, block.o, t * pitch, pitch);
        } else {
          float direct = bonus[j] * k;
          bonusRow(carried.state, j * pitch, d, k, direct, q, block.v, block.o, t * pitch, pitch);
        }
      }
    }
  }

  private static void row(
      float[] s, int at, float d, float k, float q, float[] v, float[] o, int t, int pitch) {
    for (int c = 0; c < pitch; c++) {
      float x = d * s[at + c] + k * v[t + c];
      s[at + c] = x;
      o[t + c] += q * x;
    }
  }

  private static void bonusRow(
      float[] s,
      int at,
      float d,
      float k,
      float direct,
      float q,
      float[] v,
      float[] o,
      int t,
      int pitch) {
    for (int c = 0; c < pitch; c++) {
      float x = s[at + c];
      o[t + c] += q * (x + direct * v[t + c]);
      s[at + c] = d * x + k * v[t + c];
    }
  }

  @Override
  public void settle(Carried carried, float below) {
    float[] state = carried.state;
    for (int i = 0; i < state.length; i++) {
      state[i] = Math.abs(state[i]) < below ? 0f : state[i];
    }
  }
}
