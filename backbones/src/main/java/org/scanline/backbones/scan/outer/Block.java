package org.scanline.backbones.scan.outer;

import org.scanline.backbones.scan.numeric.Exp;

/**
 * A few steps of one sequence, gathered close together for a kernel.
 *
 * <p>Rows of v, o and of the state are padded with zeros from V to the pitch, a multiple of the
 * kernel's lanes.
 */
final class Block {
  /** Steps in a full block; blocks end at multiples of it, counted from the start of the stream. */
  static final int STEPS = 64;

  final int keys;
  final int pitch;
  final int decays; // K or 1
  final float[] q;
  final float[] k;
  final float[] d;
  final float[] v;
  final float[] o;
  int steps;

  Block(int steps, int keys, int pitch, int decays) {
    this.keys = keys;
    this.pitch = pitch;
    this.decays = decays;
    q = new float[steps * keys];
    k = new float[steps * keys];
    d = new float[steps * decays];
    v = new float[steps * pitch];
    o = new float[steps * pitch];
  }

  /** Turns log gates in d into factors. */
  void exponentiate() {
    for (int i = 0; i < steps * decays; i++) {
      d[i] = Exp.exp(d[i]);
    }
  }

  void scaleOutput(float scale) {
    for (int i = 0; i < steps * pitch; i++) {
      o[i] *= scale;
    }
  }
}
