package org.scanline.backbones.scan.delta;

import java.util.Arrays;
import org.scanline.backbones.scan.numeric.Exp;
import org.scanline.backbones.scan.numeric.LaneTotals;

/**
 * A few steps of one sequence, gathered close together for a kernel.
 *
 * <p>Rows are padded with zeros: those of q and k from K to the key pitch, those of v, o and of the
 * state from V to the pitch.
 */
final class DeltaBlock {
  /** Steps in a full block. */
  static final int STEPS = 16;

  /** Steps that a kernel may take together; full blocks are multiples of it. */
  static final int GROUP = 4;

  final int keys;
  final int keyPitch;
  final int pitch;
  private final int lanes;
  final float[] q;
  final float[] k;
  final float[] v;
  final float[] beta;
  final float[] d;
  final float[] o;
  int steps;

  // Of the group in work, at [4 t + i] where two of its steps meet.
  final float[] writing = new float[GROUP * GROUP]; // the part of u_i in u_t
  final float[] reading = new float[GROUP * GROUP]; // the part of u_i in o_t
  final float[] strengths = new float[GROUP]; // beta
  final float[] through = new float[GROUP]; // decay from before the group to after a step
  final float[] minus = new float[GROUP]; // - through
  final float[] after = new float[GROUP]; // decay from after a step to the end of the group
  final float[] answers; // k_t S, rows of V
  final float[] reads; // q_t S, rows of V
  final float[] writes; // u_t decayed to the end of the group, rows of V
  final float[] total; // decay over the group, for each key
  final float[] keyLanes; // of k_t . k_i, a vector for each
  final float[] queryLanes; // of q_t . k_i, a vector for each

  DeltaBlock(int keys, int keyPitch, int pitch, int lanes) {
    this.lanes = lanes;
    this.keys = keys;
    this.keyPitch = keyPitch;
    this.pitch = pitch;
    q = new float[STEPS * keyPitch];
    k = new float[STEPS * keyPitch];
    v = new float[STEPS * pitch];
    beta = new float[STEPS];
    d = new float[STEPS];
    o = new float[STEPS * pitch];
    answers = new float[GROUP * pitch];
    reads = new float[GROUP * pitch];
    writes = new float[GROUP * pitch];
    total = new float[keys];
    keyLanes = new float[GROUP * GROUP * lanes];
    queryLanes = new float[GROUP * GROUP * lanes];
  }

  /** Makes the steps after the last up to the end of its group ones that change nothing. */
  void completeGroup() {
    int to = (steps + GROUP - 1) / GROUP * GROUP;
    Arrays.fill(q, steps * keyPitch, to * keyPitch, 0f);
    Arrays.fill(k, steps * keyPitch, to * keyPitch, 0f);
    Arrays.fill(v, steps * pitch, to * pitch, 0f);
    Arrays.fill(beta, steps, to, 0f);
    Arrays.fill(d, steps, to, 1f);
  }

  /** Adds up the lanes of the group at step t and decays its products. */
  void couple(int t) {
    float product = 1f;
    for (int i = 0; i < GROUP; i++) {
      product *= d[t + i];
      through[i] = product;
      minus[i] = -product;
      strengths[i] = beta[t + i];
      reading[i * GROUP + i] = sum(queryLanes, i * GROUP + i);
      float decay = 1f;
      for (int later = i + 1; later < GROUP; later++) {
        decay *= d[t + later];
        int at = later * GROUP + i;
        writing[at] = -beta[t + later] * decay * sum(keyLanes, at);
        reading[at] = decay * sum(queryLanes, at);
      }
      after[i] = decay;
    }
  }

  private float sum(float[] vectors, int index) {
    return LaneTotals.sum(vectors, index * lanes, lanes);
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
