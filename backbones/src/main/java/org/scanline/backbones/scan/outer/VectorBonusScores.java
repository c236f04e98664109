package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * As {@link VectorScores#group} where queries read the state before their own step, and their own
 * key times a bonus.
 */
final class VectorBonusScores {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();

  private VectorBonusScores() {}

  /** The four steps t.. of the block, a whole group. */
  static void group(Block b, int t, Carried m, float[] bonus) {
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
      FloatVector u = load(bonus, c);
      FloatVector decay = load(m.decay, c);
      int r0 = row + c;
      FloatVector q = load(b.q, r0);
      FloatVector p0 = load(b.k, r0);
      q.mul(decay).intoArray(reads, c);
      x00 = multiplyAdd(q, p0.mul(u), x00);
      FloatVector d = load(b.d, r0);
      decay = decay.mul(d);
      int r1 = r0 + kp;
      q = load(b.q, r1);
      FloatVector p1 = load(b.k, r1);
      q.mul(decay).intoArray(reads, kp + c);
      x10 = multiplyAdd(q, p0, x10);
      x11 = multiplyAdd(q, p1.mul(u), x11);
      d = load(b.d, r1);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      int r2 = r1 + kp;
      q = load(b.q, r2);
      FloatVector p2 = load(b.k, r2);
      q.mul(decay).intoArray(reads, 2 * kp + c);
      x20 = multiplyAdd(q, p0, x20);
      x21 = multiplyAdd(q, p1, x21);
      x22 = multiplyAdd(q, p2.mul(u), x22);
      d = load(b.d, r2);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      p1 = p1.mul(d);
      int r3 = r2 + kp;
      q = load(b.q, r3);
      FloatVector p3 = load(b.k, r3);
      q.mul(decay).intoArray(reads, 3 * kp + c);
      x30 = multiplyAdd(q, p0, x30);
      x31 = multiplyAdd(q, p1, x31);
      x32 = multiplyAdd(q, p2, x32);
      x33 = multiplyAdd(q, p3.mul(u), x33);
      d = load(b.d, r3);
      decay = decay.mul(d);
      p0 = p0.mul(d);
      p1 = p1.mul(d);
      p2 = p2.mul(d);
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
