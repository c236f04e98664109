package org.scanline.backbones.scan.outer;

import java.util.Arrays;

/** The recurrence in plain Java. */
final class ScalarKernel implements Kernel {

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void run(Block block, float[] state, int offset) {
    int pitch = block.pitch;
    int perKey = block.decays == 1 ? 0 : 1;
    Arrays.fill(block.o, 0, block.steps * pitch, 0f);
    for (int t = 0; t < block.steps; t++) {
      for (int j = 0; j < block.keys; j++) {
        float d = block.d[t * block.decays + j * perKey];
        float k = block.k[t * block.keys + j];
        float q = block.q[t * block.keys + j];
        row(state, offset + j * pitch, d, k, q, block.v, block.o, t * pitch, pitch);
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
}
