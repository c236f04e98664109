package org.scanline.backbones.scan.delta;

import org.scanline.backbones.scan.numeric.Exp;

/**
 * A few steps of one sequence, gathered close together for a kernel.
 *
 * <p>Rows are padded with zeros: those of q and k from K to the key pitch, those of v, o and of the
 * state from V to the pitch.
 */
final class DeltaBlock {
  /** Steps in a full block. */
  static final int STEPS = 64;

  final int keys;
  final int keyPitch;
  final int pitch;
  final float[] q;
  final float[] k;
  final float[] v;
  final float[] beta;
  final float[] d;
  final float[] o;
  int steps;

  DeltaBlock(int keys, int keyPitch, int pitch) {
    this.keys = keys;
    this.keyPitch = keyPitch;
    this.pitch = pitch;
    q = new float[STEPS * keyPitch];
    k = new float[STEPS * keyPitch];
    v = new float[STEPS * pitch];
    beta = new float[STEPS];
    d = new float[STEPS];
    o = new float[STEPS * pitch];
  }

  /** Turns log gates in d into factors. */
  void exponentiate() {
    for (int t = 0; t < steps; t++) {
      d[t] = Exp.exp(d[t]);
    }
  }

  void scaleOutput(float scale) {
    for (int i = 0; i < steps * pitch; i++) {
      o[i] *= scale;
    }
  }
}
