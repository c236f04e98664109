package org.scanline.backbones.scan.dplr;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.StateFolds;
import org.scanline.backbones.scan.numeric.StateReads;
import org.scanline.backbones.scan.numeric.VectorExp;

/**
 * The recurrence with the Vector API in groups of four steps: the state is read once for a group
 * and changed once.
 *
 * <p>What step t finds is u_t = (a_t D) S + sum over i before t of (a_t D b_i) u_i + (a_t D k_i)
 * v_i, with S the state before the group and D the decays in between; outputs are read likewise.
 * All factors are products of decays, none is divided by.
 */
final class VectorKernel implements Kernel {
  private static final int N = Lanes.SPECIES.length();

  @Override
  public int lanes() {
    return N;
  }

  @Override
  public void exponentiate(float[] logGates, float[] into) {
    for (int i = 0; i < into.length; i += N) {
      VectorExp.exp(load(logGates, i)).intoArray(into, i);
    }
  }

  @Override
  public void run(LowRankBlock m, float[] state) {
    int keys = m.keys;
    int pitch = m.pitch;
    int keyPitch = m.keyPitch;
    for (int t = 0; t < m.steps; t += LowRankBlock.GROUP) {
      int row = t * keyPitch;
      int values = t * pitch;
      VectorScores.readers(m, row);
      VectorScores.writers(m, row, m.b, m.ofB.lanes, m.endB);
      VectorScores.writers(m, row, m.k, m.ofK.lanes, m.endK);
      m.ofB.sum();
      m.ofK.sum();
      StateReads.read(m.lateA, 0, keyPitch, state, keys, pitch, m.found, 0);
      StateReads.read(m.lateQ, 0, keyPitch, state, keys, pitch, m.o, values);
      find(m, values);
      readFound(m, values);
      readValues(m, values);
      StateFolds.fold(state, keys, pitch, m.total, m.endB, 0, keyPitch, m.found, 0);
      StateFolds.fold(state, keys, pitch, null, m.endK, 0, keyPitch, m.v, values);
    }
  }

  /** Adds to what the group found in the state what its own steps put there. */
  private static void find(LowRankBlock m, int row) {
    float[] x = m.ofB.a;
    float[] y = m.ofK.a;
    float[] v = m.v;
    float[] u = m.found;
    int pitch = m.pitch;
    for (int c = 0, at = row; c < pitch; c += N, at += N) {
      int c1 = c + pitch;
      int c2 = c1 + pitch;
      int c3 = c2 + pitch;
      FloatVector u0 = load(u, c);
      FloatVector v0 = load(v, at);
      FloatVector v1 = load(v, at + pitch);
      FloatVector v2 = load(v, at + 2 * pitch);
      FloatVector u1 = multiplyAdd(all(y[4]), v0, load(u, c1));
      FloatVector u2 = multiplyAdd(all(y[8]), v0, load(u, c2));
      FloatVector u3 = multiplyAdd(all(y[12]), v0, load(u, c3));
      u2 = multiplyAdd(all(y[9]), v1, u2);
      u3 = multiplyAdd(all(y[14]), v2, multiplyAdd(all(y[13]), v1, u3));
      u1 = multiplyAdd(all(x[4]), u0, u1);
      u2 = multiplyAdd(all(x[9]), u1, multiplyAdd(all(x[8]), u0, u2));
      u3 = multiplyAdd(all(x[13]), u1, multiplyAdd(all(x[12]), u0, u3));
      u3 = multiplyAdd(all(x[14]), u2, u3);
      u1.intoArray(u, c1);
      u2.intoArray(u, c2);
      u3.intoArray(u, c3);
    }
  }

  private static void readFound(LowRankBlock m, int row) {
    read(m.ofB.q, m.found, 0, m.o, row, m.pitch);
  }

  private static void readValues(LowRankBlock m, int row) {
    read(m.ofK.q, m.v, row, m.o, row, m.pitch);
  }

  /** Adds to four outputs what they read of four steps of their own group. */
  private static void read(float[] x, float[] of, int from, float[] o, int to, int pitch) {
    for (int c = 0; c < pitch; c += N) {
      int i = from + c;
      int t = to + c;
      FloatVector v0 = load(of, i);
      FloatVector v1 = load(of, i + pitch);
      FloatVector v2 = load(of, i + 2 * pitch);
      FloatVector v3 = load(of, i + 3 * pitch);
      FloatVector o0 = multiplyAdd(all(x[0]), v0, load(o, t));
      FloatVector o1 = multiplyAdd(all(x[4]), v0, load(o, t + pitch));
      FloatVector o2 = multiplyAdd(all(x[8]), v0, load(o, t + 2 * pitch));
      FloatVector o3 = multiplyAdd(all(x[12]), v0, load(o, t + 3 * pitch));
      o1 = multiplyAdd(all(x[5]), v1, o1);
      o2 = multiplyAdd(all(x[10]), v2, multiplyAdd(all(x[9]), v1, o2));
      o3 = multiplyAdd(all(x[14]), v2, multiplyAdd(all(x[13]), v1, o3));
      o3 = multiplyAdd(all(x[15]), v3, o3);
      o0.intoArray(o, t);
      o1.intoArray(o, t + pitch);
      o2.intoArray(o, t + 2 * pitch);
      o3.intoArray(o, t + 3 * pitch);
    }
  }
}
