package org.scanline.backbones.scan.dplr;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * What a group needs besides products with the state, lanes along K: rows decayed to where they are
 * needed and the products of readers with writers. Sums over lanes are left to the block: across
 * lanes, vectors are slow.
 */
final class VectorScores {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();
  private static final int OF_Q = LowRankBlock.GROUP * LowRankBlock.GROUP * N;

  private VectorScores() {}

  /** Decays the readers of the group from its start, and the state over the group. */
  static void readers(LowRankBlock block, int row) {
    int pitch = block.keyPitch;
    float[] d = block.d;
    for (int c = 0; c < pitch; c += N) {
      FloatVector decay = all(1f);
      for (int at = c; at < LowRankBlock.GROUP * pitch; at += pitch) {
        load(block.a, row + at).mul(decay).intoArray(block.lateA, at);
        decay = decay.mul(load(d, row + at));
        load(block.q, row + at).mul(decay).intoArray(block.lateQ, at);
      }
      decay.intoArray(block.total, c);
    }
  }

  /**
   * Couples what one kind of writer adds with the later readers of its group, and decays the
   * writers to the end of the group.
   *
   * @param row where the group's first row starts
   * @param x rows of the writers, b or k
   * @param lanes receives the lanes of a_t and x_i at N (4 t + i), and of q_t and x_i after them
   * @param end receives the four decayed rows
   */
  static void writers(LowRankBlock block, int row, float[] x, float[] lanes, float[] end) {
    ofA(block, row, x, lanes);
    ofQ(block, row, x, lanes, end);
  }

  private static void ofA(LowRankBlock block, int row, float[] x, float[] lanes) {
    int pitch = block.keyPitch;
    float[] a = block.a;
    float[] d = block.d;
    FloatVector y10 = FloatVector.zero(LANES);
    FloatVector y20 = FloatVector.zero(LANES);
    FloatVector y21 = FloatVector.zero(LANES);
    FloatVector y30 = FloatVector.zero(LANES);
    FloatVector y31 = FloatVector.zero(LANES);
    FloatVector y32 = FloatVector.zero(LANES);
    for (int r0 = row; r0 < row + pitch; r0 += N) {
      int r1 = r0 + pitch;
      int r2 = r1 + pitch;
      FloatVector x0 = load(x, r0);
      FloatVector x1 = load(x, r1);
      FloatVector reader = load(a, r1);
      y10 = multiplyAdd(reader, x0, y10);
      x0 = x0.mul(load(d, r1));
      reader = load(a, r2);
      y20 = multiplyAdd(reader, x0, y20);
      y21 = multiplyAdd(reader, x1, y21);
      FloatVector decay = load(d, r2);
      reader = load(a, r2 + pitch);
      y30 = multiplyAdd(reader, x0.mul(decay), y30);
      y31 = multiplyAdd(reader, x1.mul(decay), y31);
      y32 = multiplyAdd(reader, load(x, r2), y32);
    }
    y10.intoArray(lanes, 4 * N);
    y20.intoArray(lanes, 8 * N);
    y21.intoArray(lanes, 9 * N);
    y30.intoArray(lanes, 12 * N);
    y31.intoArray(lanes, 13 * N);
    y32.intoArray(lanes, 14 * N);
  }

  private static void ofQ(LowRankBlock block, int row, float[] x, float[] lanes, float[] end) {
    int pitch = block.keyPitch;
    float[] q = block.q;
    float[] d = block.d;
    FloatVector y00 = FloatVector.zero(LANES);
    FloatVector y10 = FloatVector.zero(LANES);
    FloatVector y11 = FloatVector.zero(LANES);
    FloatVector y20 = FloatVector.zero(LANES);
    FloatVector y21 = FloatVector.zero(LANES);
    FloatVector y22 = FloatVector.zero(LANES);
    FloatVector y30 = FloatVector.zero(LANES);
    FloatVector y31 = FloatVector.zero(LANES);
    FloatVector y32 = FloatVector.zero(LANES);
    FloatVector y33 = FloatVector.zero(LANES);
    for (int c = 0; c < pitch; c += N) {
      int r0 = row + c;
      int r1 = r0 + pitch;
      int r2 = r1 + pitch;
      int r3 = r2 + pitch;
      FloatVector x0 = load(x, r0);
      y00 = multiplyAdd(load(q, r0), x0, y00);
      FloatVector reader = load(q, r1);
      FloatVector x1 = load(x, r1);
      x0 = x0.mul(load(d, r1));
      y10 = multiplyAdd(reader, x0, y10);
      y11 = multiplyAdd(reader, x1, y11);
      reader = load(q, r2);
      FloatVector decay = load(d, r2);
      FloatVector x2 = load(x, r2);
      x0 = x0.mul(decay);
      x1 = x1.mul(decay);
      y20 = multiplyAdd(reader, x0, y20);
      y21 = multiplyAdd(reader, x1, y21);
      y22 = multiplyAdd(reader, x2, y22);
      reader = load(q, r3);
      decay = load(d, r3);
      FloatVector x3 = load(x, r3);
      x0 = x0.mul(decay);
      x1 = x1.mul(decay);
      x2 = x2.mul(decay);
      y30 = multiplyAdd(reader, x0, y30);
      y31 = multiplyAdd(reader, x1, y31);
      y32 = multiplyAdd(reader, x2, y32);
      y33 = multiplyAdd(reader, x3, y33);
      x0.intoArray(end, c);
      x1.intoArray(end, c + pitch);
      x2.intoArray(end, c + 2 * pitch);
      x3.intoArray(end, c + 3 * pitch);
    }
    y00.intoArray(lanes, OF_Q);
    y10.intoArray(lanes, OF_Q + 4 * N);
    y11.intoArray(lanes, OF_Q + 5 * N);
    y20.intoArray(lanes, OF_Q + 8 * N);
    y21.intoArray(lanes, OF_Q + 9 * N);
    y22.intoArray(lanes, OF_Q + 10 * N);
    y30.intoArray(lanes, OF_Q + 12 * N);
    y31.intoArray(lanes, OF_Q + 13 * N);
    y32.intoArray(lanes, OF_Q + 14 * N);
    y33.intoArray(lanes, OF_Q + 15 * N);
  }
}
