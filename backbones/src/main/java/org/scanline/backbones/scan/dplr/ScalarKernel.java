package org.scanline.backbones.scan.dplr;

import java.util.Arrays;
import org.scanline.backbones.scan.numeric.Exp;

/** The recurrence step by step in plain Java. */
final class ScalarKernel implements Kernel {

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void exponentiate(float[] logGates, float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = Exp.exp(logGates[i]);
    }
  }

  @Override
  public void run(LowRankBlock block, float[] state) {
    int keys = block.keys;
    int pitch = block.pitch;
    float[] found = block.found;
    for (int t = 0; t < block.steps; t++) {
      int row = t * keys;
      Arrays.fill(found, 0, pitch, 0f);
      Arrays.fill(block.o, t * pitch, (t + 1) * pitch, 0f);
      for (int j = 0; j < keys; j++) {
        find(state, j * pitch, block.a[row + j], found, pitch);
      }
      for (int j = 0; j < keys; j++) {
        change(block, t, row + j, state, j * pitch);
      }
    }
  }

  private static void find(float[] s, int at, float a, float[] found, int pitch) {
    for (int c = 0; c < pitch; c++) {
      found[c] += a * s[at + c];
    }
  }

  private static void change(LowRankBlock block, int t, int key, float[] s, int at) {
    int pitch = block.pitch;
    float d = block.d[key];
    float b = block.b[key];
    float k = block.k[key];
    float q = block.q[key];
    float[] v = block.v;
    float[] o = block.o;
    for (int c = 0; c < pitch; c++) {
      float x = d * s[at + c] + b * block.found[c] + k * v[t * pitch + c];
      s[at + c] = x;
      o[t * pitch + c] += q * x;
    }
  }
}
