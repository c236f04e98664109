package org.scanline.backbones.scan.numeric;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * Puts four steps into a state: decay times state plus the sum of keys times values. Load it only
 * where jdk.incubator.vector is there.
 *
 * <p>Every number of the state is decayed, then the four products are added in order.
 */
public final class StateFolds {
  private static final int N = Lanes.SPECIES.length();
  private static final int WIDE = N >= 16 ? 4 * N : Integer.MAX_VALUE; // needs 32 registers

  private StateFolds() {}

  /**
   * Changes the state.
   *
   * @param state rows of pitch floats, a multiple of the lanes, one for each of the keys
   * @param decay a factor for each key, or null for none
   * @param rows four rows of keyPitch floats each, starting at from
   * @param values four rows of pitch, starting at first
   */
  public static void fold(
      float[] state,
      int keys,
      int pitch,
      float @Nullable [] decay,
      float[] rows,
      int from,
      int keyPitch,
      float[] values,
      int first) {
    int c = 0;
    for (; pitch - c >= WIDE; c += 4 * N) {
      byFour(state, keys, pitch, decay, rows, from, keyPitch, values, first + c, c);
    }
    for (; pitch - c >= 2 * N; c += 2 * N) {
      byTwo(state, keys, pitch, decay, rows, from, keyPitch, values, first + c, c);
    }
    for (; c < pitch; c += N) {
      byOne(state, keys, pitch, decay, rows, from, keyPitch, values, first + c, c);
    }
  }

  private static void byFour(
      float[] s,
      int keys,
      int pitch,
      float @Nullable [] d,
      float[] p,
      int from,
      int kp,
      float[] v,
      int r0,
      int c) {
    FloatVector a0 = load(v, r0);
    FloatVector a1 = load(v, r0 + N);
    FloatVector a2 = load(v, r0 + 2 * N);
    FloatVector a3 = load(v, r0 + 3 * N);
    int r1 = r0 + pitch;
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
      if (d != null) {
        FloatVector y = all(d[j]);
        s0 = s0.mul(y);
        s1 = s1.mul(y);
        s2 = s2.mul(y);
        s3 = s3.mul(y);
      }
      FloatVector x = all(p[from + j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      s2 = multiplyAdd(x, a2, s2);
      s3 = multiplyAdd(x, a3, s3);
      x = all(p[from + kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      s1 = multiplyAdd(x, b1, s1);
      s2 = multiplyAdd(x, b2, s2);
      s3 = multiplyAdd(x, b3, s3);
      x = all(p[from + 2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      s1 = multiplyAdd(x, c1, s1);
      s2 = multiplyAdd(x, c2, s2);
      s3 = multiplyAdd(x, c3, s3);
      x = all(p[from + 3 * kp + j]);
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

  private static void byTwo(
      float[] s,
      int keys,
      int pitch,
      float @Nullable [] d,
      float[] p,
      int from,
      int kp,
      float[] v,
      int r0,
      int c) {
    FloatVector a0 = load(v, r0);
    FloatVector a1 = load(v, r0 + N);
    FloatVector b0 = load(v, r0 + pitch);
    FloatVector b1 = load(v, r0 + pitch + N);
    FloatVector c0 = load(v, r0 + 2 * pitch);
    FloatVector c1 = load(v, r0 + 2 * pitch + N);
    FloatVector d0 = load(v, r0 + 3 * pitch);
    FloatVector d1 = load(v, r0 + 3 * pitch + N);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      if (d != null) {
        FloatVector y = all(d[j]);
        s0 = s0.mul(y);
        s1 = s1.mul(y);
      }
      FloatVector x = all(p[from + j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      x = all(p[from + kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      s1 = multiplyAdd(x, b1, s1);
      x = all(p[from + 2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      s1 = multiplyAdd(x, c1, s1);
      x = all(p[from + 3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      s1 = multiplyAdd(x, d1, s1);
      s0.intoArray(s, at);
      s1.intoArray(s, at + N);
    }
  }

  private static void byOne(
      float[] s,
      int keys,
      int pitch,
      float @Nullable [] d,
      float[] p,
      int from,
      int kp,
      float[] v,
      int r0,
      int c) {
    FloatVector a0 = load(v, r0);
    FloatVector b0 = load(v, r0 + pitch);
    FloatVector c0 = load(v, r0 + 2 * pitch);
    FloatVector d0 = load(v, r0 + 3 * pitch);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector x = load(s, at);
      if (d != null) {
        x = x.mul(all(d[j]));
      }
      x = multiplyAdd(all(p[from + j]), a0, x);
      x = multiplyAdd(all(p[from + kp + j]), b0, x);
      x = multiplyAdd(all(p[from + 2 * kp + j]), c0, x);
      x = multiplyAdd(all(p[from + 3 * kp + j]), d0, x);
      x.intoArray(s, at);
    }
  }
}
