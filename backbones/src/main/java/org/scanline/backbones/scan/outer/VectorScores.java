package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * What a group needs besides products with the state, lanes along K: queries decayed since the
 * state, keys decayed up to now, and the scores of each query with the keys of its group.
 *
 * <p>Scores lie by rows: those of the first step, of the second, and so on, no gaps. {@link #group}
 * does in registers what four calls of {@link #step} do, to the same bits.
 */
final class VectorScores {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();

  private VectorScores() {}

  /** One step t of the block, which has this place in its group. */
  static void step(Block b, int t, Carried m, int place) {
    int kp = b.keyPitch;
    int row = t * kp;
    float[] p = m.keys;
    float[] bonus = b.bonus;
    FloatVector x0 = FloatVector.zero(LANES);
    FloatVector x1 = x0;
    FloatVector x2 = x0;
    FloatVector x3 = x0;
    for (int c = 0; c < kp; c += N) {
      FloatVector q = load(b.q, row + c);
      FloatVector k = load(b.k, row + c);
      FloatVector decay = load(m.decay, c);
      if (bonus == null) {
        decay = decay(b, row, m, c);
        k.intoArray(p, place * kp + c);
      } else {
        k.mul(load(bonus, c)).intoArray(p, place * kp + c);
      }
      q.mul(decay).intoArray(b.reads, c);
      x0 = multiplyAdd(q, load(p, c), x0);
      x1 = multiplyAdd(q, load(p, kp + c), x1);
      x2 = multiplyAdd(q, load(p, 2 * kp + c), x2);
      x3 = multiplyAdd(q, load(p, 3 * kp + c), x3);
      if (bonus != null) {
        decay(b, row, m, c);
        k.intoArray(p, place * kp + c);
      }
    }
    x0.intoArray(b.scores, 0);
    x1.intoArray(b.scores, N);
    x2.intoArray(b.scores, 2 * N);
    x3.intoArray(b.scores, 3 * N);
    LaneSums.sum(b.scores, 4, N);
  }

  /** Decays what is carried at channels c.. by a row of d; returns the decay since the state. */
  private static FloatVector decay(Block b, int row, Carried m, int c) {
    int kp = b.keyPitch;
    float[] p = m.keys;
    FloatVector d = load(b.d, row + c);
    load(p, c).mul(d).intoArray(p, c);
    load(p, kp + c).mul(d).intoArray(p, kp + c);
    load(p, 2 * kp + c).mul(d).intoArray(p, 2 * kp + c);
    load(p, 3 * kp + c).mul(d).intoArray(p, 3 * kp + c);
    FloatVector decay = load(m.decay, c).mul(d);
    decay.intoArray(m.decay, c);
    return decay;
  }

  /** The four steps t.. of the block, a whole group. */
  static void group(Block b, int t, Carried m) {
    int kp = b.keyPitch;
    int row = t * kp;
    float[] p = m.keys;
    float[] reads = b.reads;
    FloatVector zero = FloatVector.zero(LANES);
    FloatVector x00 = zero;
    FloatVector x10 = zero;
    FloatVector x11 = zero;
    FloatVector x20 = zero;
    FloatVector x21 = zero;
    FloatVector x22 = zero;
    FloatVector x30 = zero;
    FloatVector x31 = zero;
    FloatVector x32 = zero;
    FloatVector x33 = zero;
    for (int c = 0; c < kp; c += N) {
      int r0 = row + c;
      FloatVector decay = load(m.decay, c).mul(load(b.d, r0));
      FloatVector q = load(b.q, r0);
      FloatVector p0 = load(b.k, r0);
      q.mul(decay).intoArray(reads, c);
      x00 = multiplyAdd(q, p0, x00);
      int r1 = r0 + kp;
      FloatVector d = load(b.d, r1);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      FloatVector p1 = load(b.k, r1);
      q = load(b.q, r1);
      q.mul(decay).intoArray(reads, kp + c);
      x10 = multiplyAdd(q, p0, x10);
      x11 = multiplyAdd(q, p1, x11);
      int r2 = r1 + kp;
      d = load(b.d, r2);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      p1 = p1.mul(d);
      FloatVector p2 = load(b.k, r2);
      q = load(b.q, r2);
      q.mul(decay).intoArray(reads, 2 * kp + c);
      x20 = multiplyAdd(q, p0, x20);
      x21 = multiplyAdd(q, p1, x21);
      x22 = multiplyAdd(q, p2, x22);
      int r3 = r2 + kp;
      d = load(b.d, r3);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      p1 = p1.mul(d);
      p2 = p2.mul(d);
      FloatVector p3 = load(b.k, r3);
      q = load(b.q, r3);
      q.mul(decay).intoArray(reads, 3 * kp + c);
      x30 = multiplyAdd(q, p0, x30);
      x31 = multiplyAdd(q, p1, x31);
      x32 = multiplyAdd(q, p2, x32);
      x33 = multiplyAdd(q, p3, x33);
      p0.intoArray(p, c);
      p1.intoArray(p, kp + c);
      p2.intoArray(p, 2 * kp + c);
      p3.intoArray(p, 3 * kp + c);
      decay.intoArray(m.decay, c);
    }
    float[] sums = b.scores;
    x00.intoArray(sums, 0);
    x10.intoArray(sums, N);
    x11.intoArray(sums, 2 * N);
    x20.intoArray(sums, 3 * N);
    x21.intoArray(sums, 4 * N);
    x22.intoArray(sums, 5 * N);
    x30.intoArray(sums, 6 * N);
    x31.intoArray(sums, 7 * N);
    x32.intoArray(sums, 8 * N);
    x33.intoArray(sums, 9 * N);
    LaneSums.sum(sums, 10, N);
  }
}
