package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * The state after a group: decay times state plus the sum of keys times values, rows of the state
 * in registers while the four steps are added.
 */
final class VectorFolds {
  private static final int N = Lanes.SPECIES.length();
  private static final int WIDE = N >= 16 ? 4 * N : Integer.MAX_VALUE; // needs 32 registers

  private VectorFolds() {}

  /** Puts the four waiting steps into the state. */
  static void fold(Carried carried) {
    int pitch = carried.values.length / Kernel.GROUP;
    int keys = carried.state.length / pitch;
    int c = 0;
    for (; pitch - c >= WIDE; c += 4 * N) {
      byFour(carried, keys, c);
    }
    for (; pitch - c >= 2 * N; c += 2 * N) {
      byTwo(carried, keys, c);
    }
    for (; c < pitch; c += N) {
      byOne(carried, keys, c);
    }
  }

  private static void byFour(Carried m, int keys, int c) {
    boolean decays = m.decays;
    float[] s = m.state;
    float[] p = m.keys;
    float[] v = m.values;
    int kp = p.length / Kernel.GROUP;
    int pitch = v.length / Kernel.GROUP;
    FloatVector a0 = load(v, c);
    FloatVector a1 = load(v, c + N);
    FloatVector a2 = load(v, c + 2 * N);
    FloatVector a3 = load(v, c + 3 * N);
    int r1 = c + pitch;
    FloatVector b0 = load(v, r1);
    FloatVector b1 = load(v, r1 + N);
    FloatVector b2 = load(v, r1 + 2 * N);
    FloatVector b3 = load(v, r1 + 3 * N);
    int r2 = r1 + pitch;
    FloatVector c0 = load(v, r2);
    FloatVector c1 = load(v, r2 + N);
    FloatVector c2 = load(v, r2 + 2 * N);
    FloatVector c3 = load(v, r2 + 3 * N);
    int r3 = r2 + pitch;
    FloatVector d0 = load(v, r3);
    FloatVector d1 = load(v, r3 + N);
    FloatVector d2 = load(v, r3 + 2 * N);
    FloatVector d3 = load(v, r3 + 3 * N);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      FloatVector s2 = load(s, at + 2 * N);
      FloatVector s3 = load(s, at + 3 * N);
      if (decays) {
        FloatVector d = all(m.decay[j]);
        s0 = s0.mul(d);
        s1 = s1.mul(d);
        s2 = s2.mul(d);
        s3 = s3.mul(d);
      }
      FloatVector x = all(p[j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      s2 = multiplyAdd(x, a2, s2);
      s3 = multiplyAdd(x, a3, s3);
      x = all(p[kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      s1 = multiplyAdd(x, b1, s1);
      s2 = multiplyAdd(x, b2, s2);
      s3 = multiplyAdd(x, b3, s3);
      x = all(p[2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      s1 = multiplyAdd(x, c1, s1);
      s2 = multiplyAdd(x, c2, s2);
      s3 = multiplyAdd(x, c3, s3);
      x = all(p[3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      s1 = multiplyAdd(x, d1, s1);
      s2 = multiplyAdd(x, d2, s2);
      s3 = multiplyAdd(x, d3, s3);
      s0.intoArray(s, at);
      s1.intoArray(s, at + N);
      s2.intoArray(s, at + 2 * N);
      s3.intoArray(s, at + 3 * N);
    }
  }

  private static void byTwo(Carried m, int keys, int c) {
    boolean decays = m.decays;
    float[] s = m.state;
    float[] p = m.keys;
    float[] v = m.values;
    int kp = p.length / Kernel.GROUP;
    int pitch = v.length / Kernel.GROUP;
    FloatVector a0 = load(v, c);
    FloatVector a1 = load(v, c + N);
    int r1 = c + pitch;
    FloatVector b0 = load(v, r1);
    FloatVector b1 = load(v, r1 + N);
    int r2 = r1 + pitch;
    FloatVector c0 = load(v, r2);
    FloatVector c1 = load(v, r2 + N);
    int r3 = r2 + pitch;
    FloatVector d0 = load(v, r3);
    FloatVector d1 = load(v, r3 + N);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      if (decays) {
        FloatVector d = all(m.decay[j]);
        s0 = s0.mul(d);
        s1 = s1.mul(d);
      }
      FloatVector x = all(p[j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      x = all(p[kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      s1 = multiplyAdd(x, b1, s1);
      x = all(p[2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      s1 = multiplyAdd(x, c1, s1);
      x = all(p[3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      s1 = multiplyAdd(x, d1, s1);
      s0.intoArray(s, at);
      s1.intoArray(s, at + N);
    }
  }

  private static void byOne(Carried m, int keys, int c) {
    boolean decays = m.decays;
    float[] s = m.state;
    float[] p = m.keys;
    float[] v = m.values;
    int kp = p.length / Kernel.GROUP;
    int pitch = v.length / Kernel.GROUP;
    FloatVector a0 = load(v, c);
    int r1 = c + pitch;
    FloatVector b0 = load(v, r1);
    int r2 = r1 + pitch;
    FloatVector c0 = load(v, r2);
    int r3 = r2 + pitch;
    FloatVector d0 = load(v, r3);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      if (decays) {
        FloatVector d = all(m.decay[j]);
        s0 = s0.mul(d);
      }
      FloatVector x = all(p[j]);
      s0 = multiplyAdd(x, a0, s0);
      x = all(p[kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      x = all(p[2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      x = all(p[3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      s0.intoArray(s, at);
    }
  }
}
