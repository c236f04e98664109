package org.scanline.backbones.scan.delta;

import java.util.Arrays;

/** The recurrence step by step in plain Java. */
final class ScalarKernel implements Kernel {

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void run(DeltaBlock block, float[] state) {
    int keys = block.keys;
    int pitch = block.pitch;
    float[] write = new float[pitch];
    for (int t = 0; t < block.steps; t++) {
      int row = t * block.keyPitch;
      Arrays.fill(write, 0f);
      for (int j = 0; j < keys; j++) {
        decay(state, j * pitch, block.d[t], block.k[row + j], write);
      }
      for (int c = 0; c < pitch; c++) {
        write[c] = block.beta[t] * (block.v[t * pitch + c] - write[c]);
      }
      Arrays.fill(block.o, t * pitch, (t + 1) * pitch, 0f);
      for (int j = 0; j < keys; j++) {
        add(state, j * pitch, block.k[row + j], write, block.q[row + j], block.o, t * pitch);
      }
    }
  }

  private static void decay(float[] s, int at, float d, float k, float[] answer) {
    for (int c = 0; c < answer.length; c++) {
      float x = d * s[at + c];
      s[at + c] = x;
      answer[c] += k * x;
    }
  }

  private static void add(float[] s, int at, float k, float[] write, float q, float[] o, int row) {
    for (int c = 0; c < write.length; c++) {
      float x = s[at + c] + k * write[c];
      s[at + c] = x;
      o[row + c] += q * x;
    }
  }
}
