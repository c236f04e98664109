package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.LaneTotals;
import org.scanline.backbones.scan.numeric.Lanes;

/** What {@link VectorKernel} does to single rows, lanes along K: decays and their way into q, k. */
final class VectorRows {
  private static final int N = Lanes.SPECIES.length();

  private VectorRows() {}

  /** Lets the state decay as step t says; returns the smallest factor since it was settled. */
  static float decay(Block b, int t, Carried m) {
    if (b.gates == 1) {
      m.factor *= b.d[t];
      return m.factor;
    }
    m.diagonal = true;
    float[] decay = m.decay;
    int row = t * b.keyPitch;
    FloatVector low = all(1f);
    for (int c = 0; c < b.keyPitch; c += N) {
      FloatVector d = load(decay, c).mul(load(b.d, row + c));
      d.intoArray(decay, c);
      low = low.min(d);
    }
    low.intoArray(b.lanes, 0);
    float lowest = b.lanes[0];
    for (int i = 1; i < N; i++) {
      lowest = Math.min(lowest, b.lanes[i]);
    }
    return lowest;
  }

  /** Divides the key of step t by the decay since the state. */
  static void key(Block b, int t, Carried m) {
    if (!m.diagonal) {
      if (m.factor != 1) {
        multiply(b.k, t * b.keyPitch, b.keyPitch, 1 / m.factor);
      }
      return;
    }
    FloatVector factor = all(m.factor);
    for (int c = 0, at = t * b.keyPitch; c < b.keyPitch; c += N, at += N) {
      load(b.k, at).div(load(m.decay, c).mul(factor)).intoArray(b.k, at);
    }
  }

  /** Multiplies the query of a step by the scale and the decay since the state. */
  static void query(Block b, int t, Carried m) {
    float factor = m.factor * b.scale;
    if (!m.diagonal) {
      multiply(b.q, t * b.keyPitch, b.keyPitch, factor);
      return;
    }
    FloatVector factors = all(factor);
    for (int c = 0, at = t * b.keyPitch; c < b.keyPitch; c += N, at += N) {
      load(b.q, at).mul(load(m.decay, c).mul(factors)).intoArray(b.q, at);
    }
  }

  private static void multiply(float[] x, int from, int count, float factor) {
    FloatVector factors = all(factor);
    for (int i = from; i < from + count; i += N) {
      load(x, i).mul(factors).intoArray(x, i);
    }
  }

  /** Finds the factor of each step's own value, from queries and keys as they came. */
  static void direct(Block b, float[] bonus) {
    for (int t = 0; t < b.steps; t++) {
      FloatVector sum = all(0f);
      for (int c = 0, at = t * b.keyPitch; c < b.keyPitch; c += N, at += N) {
        sum = multiplyAdd(load(b.q, at), load(b.k, at).mul(load(bonus, c)), sum);
      }
      sum.intoArray(b.lanes, 0);
      b.direct[t] = b.scale * LaneTotals.sum(b.lanes, 0, N);
    }
  }

  /** Adds each step's own value to its output. */
  static void addDirect(Block b) {
    for (int t = 0; t < b.steps; t++) {
      FloatVector factor = all(b.direct[t]);
      for (int at = t * b.pitch; at < (t + 1) * b.pitch; at += N) {
        multiplyAdd(factor, load(b.v, at), load(b.o, at)).intoArray(b.o, at);
      }
    }
  }
}
