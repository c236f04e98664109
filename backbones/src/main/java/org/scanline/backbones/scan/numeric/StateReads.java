package org.scanline.backbones.scan.numeric;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four rows times a state, by tiles of rows and vectors that stay in registers. Load it only where
 * jdk.incubator.vector is there.
 *
 * <p>Every number is summed over the keys in ascending order.
 */
public final class StateReads {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();
  private static final int WIDE = N >= 16 ? 4 * N : Integer.MAX_VALUE; // needs 32 registers

  private StateReads() {}

  /**
   * Writes the four products.
   *
   * @param rows the rows, of keyPitch floats each, starting at from
   * @param state rows of pitch floats, a multiple of the lanes, one for each of the keys
   * @param into receives four rows of pitch, starting at to
   */
  public static void read(
      float[] rows,
      int from,
      int keyPitch,
      float[] state,
      int keys,
      int pitch,
      float[] into,
      int to) {
    int c = 0;
    for (; pitch - c >= WIDE; c += 4 * N) {
      byFour(rows, from, keyPitch, state, keys, pitch, into, to, c);
    }
    for (; pitch - c >= 2 * N; c += 2 * N) {
      byTwo(rows, from, keyPitch, state, keys, pitch, into, to, c);
    }
    for (; c < pitch; c += N) {
      byOne(rows, from, keyPitch, state, keys, pitch, into, to, c);
    }
  }

  private static void byFour(
      float[] p, int from, int kp, float[] s, int keys, int pitch, float[] into, int to, int c) {
    FloatVector a0 = FloatVector.zero(LANES);
    FloatVector a1 = FloatVector.zero(LANES);
    FloatVector a2 = FloatVector.zero(LANES);
    FloatVector a3 = FloatVector.zero(LANES);
    FloatVector b0 = FloatVector.zero(LANES);
    FloatVector b1 = FloatVector.zero(LANES);
    FloatVector b2 = FloatVector.zero(LANES);
    FloatVector b3 = FloatVector.zero(LANES);
    FloatVector c0 = FloatVector.zero(LANES);
    FloatVector c1 = FloatVector.zero(LANES);
    FloatVector c2 = FloatVector.zero(LANES);
    FloatVector c3 = FloatVector.zero(LANES);
    FloatVector d0 = FloatVector.zero(LANES);
    FloatVector d1 = FloatVector.zero(LANES);
    FloatVector d2 = FloatVector.zero(LANES);
    FloatVector d3 = FloatVector.zero(LANES);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      FloatVector s2 = load(s, at + 2 * N);
      FloatVector s3 = load(s, at + 3 * N);
      FloatVector x = all(p[from + j]);
      a0 = multiplyAdd(x, s0, a0);
      a1 = multiplyAdd(x, s1, a1);
      a2 = multiplyAdd(x, s2, a2);
      a3 = multiplyAdd(x, s3, a3);
      x = all(p[from + kp + j]);
      b0 = multiplyAdd(x, s0, b0);
      b1 = multiplyAdd(x, s1, b1);
      b2 = multiplyAdd(x, s2, b2);
      b3 = multiplyAdd(x, s3, b3);
      x = all(p[from + 2 * kp + j]);
      c0 = multiplyAdd(x, s0, c0);
      c1 = multiplyAdd(x, s1, c1);
      c2 = multiplyAdd(x, s2, c2);
      c3 = multiplyAdd(x, s3, c3);
      x = all(p[from + 3 * kp + j]);
      d0 = multiplyAdd(x, s0, d0);
      d1 = multiplyAdd(x, s1, d1);
      d2 = multiplyAdd(x, s2, d2);
      d3 = multiplyAdd(x, s3, d3);
    }
    store(into, to + c, a0, a1, a2, a3);
    store(into, to + c + pitch, b0, b1, b2, b3);
    store(into, to + c + 2 * pitch, c0, c1, c2, c3);
    store(into, to + c + 3 * pitch, d0, d1, d2, d3);
  }

  private static void store(
      float[] into, int at, FloatVector x0, FloatVector x1, FloatVector x2, FloatVector x3) {
    x0.intoArray(into, at);
    x1.intoArray(into, at + N);
    x2.intoArray(into, at + 2 * N);
    x3.intoArray(into, at + 3 * N);
  }

  private static void byTwo(
      float[] p, int from, int kp, float[] s, int keys, int pitch, float[] into, int to, int c) {
    FloatVector a0 = FloatVector.zero(LANES);
    FloatVector a1 = FloatVector.zero(LANES);
    FloatVector b0 = FloatVector.zero(LANES);
    FloatVector b1 = FloatVector.zero(LANES);
    FloatVector c0 = FloatVector.zero(LANES);
    FloatVector c1 = FloatVector.zero(LANES);
    FloatVector d0 = FloatVector.zero(LANES);
    FloatVector d1 = FloatVector.zero(LANES);
    for (int j = 0; j < keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      FloatVector x = all(p[from + j]);
      a0 = multiplyAdd(x, s0, a0);
      a1 = multiplyAdd(x, s1, a1);
      x = all(p[from + kp + j]);
      b0 = multiplyAdd(x, s0, b0);
      b1 = multiplyAdd(x, s1, b1);
      x = all(p[from + 2 * kp + j]);
      c0 = multiplyAdd(x, s0, c0);
      c1 = multiplyAdd(x, s1, c1);
      x = all(p[from + 3 * kp + j]);
      d0 = multiplyAdd(x, s0, d0);
      d1 = multiplyAdd(x, s1, d1);
    }
    a0.intoArray(into, to + c);
    a1.intoArray(into, to + c + N);
    b0.intoArray(into, to + c + pitch);
    b1.intoArray(into, to + c + pitch + N);
    c0.intoArray(into, to + c + 2 * pitch);
    c1.intoArray(into, to + c + 2 * pitch + N);
    d0.intoArray(into, to + c + 3 * pitch);
    d1.intoArray(into, to + c + 3 * pitch + N);
  }

  private static void byOne(
      float[] p, int from, int kp, float[] s, int keys, int pitch, float[] into, int to, int c) {
    FloatVector a = FloatVector.zero(LANES);
    FloatVector b = FloatVector.zero(LANES);
    FloatVector d = FloatVector.zero(LANES);
    FloatVector e = FloatVector.zero(LANES);
    for (int j = 0; j < keys; j++) {
      FloatVector x = load(s, j * pitch + c);
      a = multiplyAdd(all(p[from + j]), x, a);
      b = multiplyAdd(all(p[from + kp + j]), x, b);
      d = multiplyAdd(all(p[from + 2 * kp + j]), x, d);
      e = multiplyAdd(all(p[from + 3 * kp + j]), x, e);
    }
    a.intoArray(into, to + c);
    b.intoArray(into, to + c + pitch);
    d.intoArray(into, to + c + 2 * pitch);
    e.intoArray(into, to + c + 3 * pitch);
  }
}
