package org.scanline.backbones.scan.dplr;

import java.util.Arrays;
import org.scanline.backbones.scan.numeric.LaneTotals;

/**
 * A few steps of one sequence, gathered close together for a kernel.
 *
 * <p>Rows are padded with zeros from K to the key pitch and from V to the pitch, multiples of the
 * kernel's lanes; decays are padded with ones.
 */
final class LowRankBlock {
  /** Steps in a full block. */
  static final int STEPS = 16;

  /** Steps that a kernel may take together; full blocks are multiples of it. */
  static final int GROUP = 4;

  final int keys;
  final int keyPitch;
  final int pitch;
  final float[] q;
  final float[] k;
  final float[] a;
  final float[] b;
  final float[] logGates;
  final float[] d;
  final float[] v;
  final float[] o;
  int steps;

  // Of the group in work.
  final float[] total; // decay over the group, (keyPitch)
  final float[] lateA; // rows of a decayed from before the group to before their step
  final float[] lateQ; // rows of q decayed from before the group to after their step
  final float[] endB; // rows of b decayed to the end of the group
  final float[] endK; // rows of k decayed to the end of the group
  final float[] found; // a_t S_(t-1), rows of V
  final Couplings ofB; // how much of found i is in found t and in o_t
  final Couplings ofK; // how much of v_i is in found t and in o_t

  /** How much of what step i adds is read by step t, at [4 t + i]. */
  static final class Couplings {
    final float[] lanes; // of a_t and step i, then of q_t and step i: a vector for each
    final float[] a = new float[GROUP * GROUP];
    final float[] q = new float[GROUP * GROUP];

    private Couplings(int lanes) {
      this.lanes = new float[2 * GROUP * GROUP * lanes];
    }

    /** Adds up the lanes. */
    void sum() {
      int n = lanes.length / (2 * GROUP * GROUP);
      for (int t = 0; t < GROUP; t++) {
        for (int i = 0; i <= t; i++) {
          int at = GROUP * t + i;
          a[at] = LaneTotals.sum(lanes, at * n, n);
          q[at] = LaneTotals.sum(lanes, (GROUP * GROUP + at) * n, n);
        }
      }
    }
  }

  LowRankBlock(int keys, int values, int lanes) {
    this.keys = keys;
    keyPitch = (keys + lanes - 1) / lanes * lanes;
    pitch = (values + lanes - 1) / lanes * lanes;
    q = new float[STEPS * keyPitch];
    k = new float[STEPS * keyPitch];
    a = new float[STEPS * keyPitch];
    b = new float[STEPS * keyPitch];
    logGates = new float[STEPS * keyPitch];
    d = new float[STEPS * keyPitch];
    v = new float[STEPS * pitch];
    o = new float[STEPS * pitch];
    total = new float[keyPitch];
    lateA = new float[GROUP * keyPitch];
    lateQ = new float[GROUP * keyPitch];
    endB = new float[GROUP * keyPitch];
    endK = new float[GROUP * keyPitch];
    found = new float[GROUP * pitch];
    ofB = new Couplings(lanes);
    ofK = new Couplings(lanes);
    Arrays.fill(d, 1f);
  }

  /** Makes the steps after the last up to the end of its group ones that change nothing. */
  void completeGroup() {
    int to = (steps + GROUP - 1) / GROUP * GROUP;
    for (float[] rows : new float[][] {q, k, a, b, logGates}) {
      Arrays.fill(rows, steps * keyPitch, to * keyPitch, 0f);
    }
    Arrays.fill(v, steps * pitch, to * pitch, 0f);
  }

  void scaleOutput(float scale) {
    for (int i = 0; i < steps * pitch; i++) {
      o[i] *= scale;
    }
  }
}
