package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * Steps of a recurrence that does not decay: key times value is added to the state, and a query
 * reads it.
 *
 * <p>The state is walked through once for five steps, by tiles of steps and vectors that stay in
 * registers. Every number is computed in the same order in each tile. A tile has about as many
 * operations as the compilers of JDK 17 and 25 take into one loop: with more, all of it is ten
 * times slower.
 */
final class StateSteps {
  private static final int N = Lanes.SPECIES.length();
  private static final int TALL = 5;
  private static final int WIDE = N == 8 ? Integer.MAX_VALUE : 2 * N; // needs 32 registers

  private StateSteps() {}

  /**
   * Runs steps of a block.
   *
   * @param from the first step
   * @param to after the last step
   * @param ahead how many rows after its key in k a step's query lies in q, and its output in o
   */
  static void run(Block b, int from, int to, int ahead, float[] state) {
    int t = from;
    for (; t + TALL <= to; t += TALL) {
      int c = 0;
      for (; b.pitch - c >= WIDE; c += WIDE) {
        fiveByTwo(b, t * b.keyPitch, t * b.pitch + c, ahead, state, c);
      }
      for (; c < b.pitch; c += N) {
        fiveByOne(b, t * b.keyPitch, t * b.pitch + c, ahead, state, c);
      }
    }
    for (; t < to; t++) {
      int c = 0;
      for (; b.pitch - c >= 4 * N; c += 4 * N) {
        oneByFour(b, t * b.keyPitch, t * b.pitch + c, ahead, state, c);
      }
      for (; c < b.pitch; c += N) {
        oneByOne(b, t * b.keyPitch, t * b.pitch + c, ahead, state, c);
      }
    }
  }

  private static void fiveByTwo(Block b, int row, int at, int ahead, float[] state, int c) {
    float[] q = b.q;
    float[] k = b.k;
    int kp = b.keyPitch;
    int pitch = b.pitch;
    int read = row + ahead * b.keyPitch;
    FloatVector a0 = load(b.v, at);
    FloatVector a1 = load(b.v, at + N);
    FloatVector b0 = load(b.v, at + pitch);
    FloatVector b1 = load(b.v, at + pitch + N);
    FloatVector c0 = load(b.v, at + 2 * pitch);
    FloatVector c1 = load(b.v, at + 2 * pitch + N);
    FloatVector d0 = load(b.v, at + 3 * pitch);
    FloatVector d1 = load(b.v, at + 3 * pitch + N);
    FloatVector e0 = load(b.v, at + 4 * pitch);
    FloatVector e1 = load(b.v, at + 4 * pitch + N);
    FloatVector oa0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector oa1 = oa0;
    FloatVector ob0 = oa0;
    FloatVector ob1 = oa0;
    FloatVector oc0 = oa0;
    FloatVector oc1 = oa0;
    FloatVector od0 = oa0;
    FloatVector od1 = oa0;
    FloatVector oe0 = oa0;
    FloatVector oe1 = oa0;
    for (int j = 0; j < b.keys; j++) {
      int from = j * pitch + c;
      FloatVector s0 = load(state, from);
      FloatVector s1 = load(state, from + N);
      FloatVector x = all(k[row + j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      x = all(q[read + j]);
      oa0 = multiplyAdd(x, s0, oa0);
      oa1 = multiplyAdd(x, s1, oa1);
      x = all(k[row + kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      s1 = multiplyAdd(x, b1, s1);
      x = all(q[read + kp + j]);
      ob0 = multiplyAdd(x, s0, ob0);
      ob1 = multiplyAdd(x, s1, ob1);
      x = all(k[row + 2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      s1 = multiplyAdd(x, c1, s1);
      x = all(q[read + 2 * kp + j]);
      oc0 = multiplyAdd(x, s0, oc0);
      oc1 = multiplyAdd(x, s1, oc1);
      x = all(k[row + 3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      s1 = multiplyAdd(x, d1, s1);
      x = all(q[read + 3 * kp + j]);
      od0 = multiplyAdd(x, s0, od0);
      od1 = multiplyAdd(x, s1, od1);
      x = all(k[row + 4 * kp + j]);
      s0 = multiplyAdd(x, e0, s0);
      s1 = multiplyAdd(x, e1, s1);
      x = all(q[read + 4 * kp + j]);
      oe0 = multiplyAdd(x, s0, oe0);
      oe1 = multiplyAdd(x, s1, oe1);
      s0.intoArray(state, from);
      s1.intoArray(state, from + N);
    }
    int to = at + ahead * pitch;
    oa0.intoArray(b.o, to);
    oa1.intoArray(b.o, to + N);
    ob0.intoArray(b.o, to + pitch);
    ob1.intoArray(b.o, to + pitch + N);
    oc0.intoArray(b.o, to + 2 * pitch);
    oc1.intoArray(b.o, to + 2 * pitch + N);
    od0.intoArray(b.o, to + 3 * pitch);
    od1.intoArray(b.o, to + 3 * pitch + N);
    oe0.intoArray(b.o, to + 4 * pitch);
    oe1.intoArray(b.o, to + 4 * pitch + N);
  }

  private static void fiveByOne(Block b, int row, int at, int ahead, float[] state, int c) {
    float[] q = b.q;
    float[] k = b.k;
    int kp = b.keyPitch;
    int pitch = b.pitch;
    int read = row + ahead * b.keyPitch;
    FloatVector a0 = load(b.v, at);
    FloatVector b0 = load(b.v, at + pitch);
    FloatVector c0 = load(b.v, at + 2 * pitch);
    FloatVector d0 = load(b.v, at + 3 * pitch);
    FloatVector e0 = load(b.v, at + 4 * pitch);
    FloatVector oa0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector ob0 = oa0;
    FloatVector oc0 = oa0;
    FloatVector od0 = oa0;
    FloatVector oe0 = oa0;
    for (int j = 0; j < b.keys; j++) {
      int from = j * pitch + c;
      FloatVector s0 = load(state, from);
      FloatVector x = all(k[row + j]);
      s0 = multiplyAdd(x, a0, s0);
      x = all(q[read + j]);
      oa0 = multiplyAdd(x, s0, oa0);
      x = all(k[row + kp + j]);
      s0 = multiplyAdd(x, b0, s0);
      x = all(q[read + kp + j]);
      ob0 = multiplyAdd(x, s0, ob0);
      x = all(k[row + 2 * kp + j]);
      s0 = multiplyAdd(x, c0, s0);
      x = all(q[read + 2 * kp + j]);
      oc0 = multiplyAdd(x, s0, oc0);
      x = all(k[row + 3 * kp + j]);
      s0 = multiplyAdd(x, d0, s0);
      x = all(q[read + 3 * kp + j]);
      od0 = multiplyAdd(x, s0, od0);
      x = all(k[row + 4 * kp + j]);
      s0 = multiplyAdd(x, e0, s0);
      x = all(q[read + 4 * kp + j]);
      oe0 = multiplyAdd(x, s0, oe0);
      s0.intoArray(state, from);
    }
    int to = at + ahead * pitch;
    oa0.intoArray(b.o, to);
    ob0.intoArray(b.o, to + pitch);
    oc0.intoArray(b.o, to + 2 * pitch);
    od0.intoArray(b.o, to + 3 * pitch);
    oe0.intoArray(b.o, to + 4 * pitch);
  }

  private static void oneByFour(Block b, int row, int at, int ahead, float[] state, int c) {
    float[] q = b.q;
    float[] k = b.k;
    int pitch = b.pitch;
    int read = row + ahead * b.keyPitch;
    FloatVector a0 = load(b.v, at);
    FloatVector a1 = load(b.v, at + N);
    FloatVector a2 = load(b.v, at + 2 * N);
    FloatVector a3 = load(b.v, at + 3 * N);
    FloatVector o0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector o1 = o0;
    FloatVector o2 = o0;
    FloatVector o3 = o0;
    for (int j = 0; j < b.keys; j++) {
      int from = j * pitch + c;
      FloatVector s0 = load(state, from);
      FloatVector s1 = load(state, from + N);
      FloatVector s2 = load(state, from + 2 * N);
      FloatVector s3 = load(state, from + 3 * N);
      FloatVector x = all(k[row + j]);
      s0 = multiplyAdd(x, a0, s0);
      s1 = multiplyAdd(x, a1, s1);
      s2 = multiplyAdd(x, a2, s2);
      s3 = multiplyAdd(x, a3, s3);
      x = all(q[read + j]);
      o0 = multiplyAdd(x, s0, o0);
      o1 = multiplyAdd(x, s1, o1);
      o2 = multiplyAdd(x, s2, o2);
      o3 = multiplyAdd(x, s3, o3);
      s0.intoArray(state, from);
      s1.intoArray(state, from + N);
      s2.intoArray(state, from + 2 * N);
      s3.intoArray(state, from + 3 * N);
    }
    int to = at + ahead * pitch;
    o0.intoArray(b.o, to);
    o1.intoArray(b.o, to + N);
    o2.intoArray(b.o, to + 2 * N);
    o3.intoArray(b.o, to + 3 * N);
  }

  private static void oneByOne(Block b, int row, int at, int ahead, float[] state, int c) {
    float[] q = b.q;
    float[] k = b.k;
    int pitch = b.pitch;
    int read = row + ahead * b.keyPitch;
    FloatVector a0 = load(b.v, at);
    FloatVector o0 = FloatVector.zero(Lanes.SPECIES);
    for (int j = 0; j < b.keys; j++) {
      int from = j * pitch + c;
      FloatVector s0 = load(state, from);
      FloatVector x = all(k[row + j]);
      s0 = multiplyAdd(x, a0, s0);
      x = all(q[read + j]);
      o0 = multiplyAdd(x, s0, o0);
      s0.intoArray(state, from);
    }
    int to = at + ahead * pitch;
    o0.intoArray(b.o, to);
  }

  /** Reads the state by the query of a step, without a key. */
  static void read(Block b, int t, float[] state) {
    for (int c = 0; c < b.pitch; c += N) {
      FloatVector o = FloatVector.zero(Lanes.SPECIES);
      for (int j = 0; j < b.keys; j++) {
        o = multiplyAdd(all(b.q[t * b.keyPitch + j]), load(state, j * b.pitch + c), o);
      }
      o.intoArray(b.o, t * b.pitch + c);
    }
  }
}
