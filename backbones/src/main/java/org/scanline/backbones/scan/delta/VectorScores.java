package org.scanline.backbones.scan.delta;

import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;

/**
 * Products of the keys and queries of a group with each other, lanes along K. Sums over lanes are
 * left to the block: across lanes, vectors are slow.
 */
final class VectorScores {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();

  private VectorScores() {}

  /**
   * Writes the lanes of k_t . k_i for i before t to the block's key lanes, at N (4 t + i).
   *
   * @param row where the group's first row of k starts
   */
  static void keys(DeltaBlock b, int row) {
    float[] k = b.k;
    int pitch = b.keyPitch;
    FloatVector x10 = FloatVector.zero(LANES);
    FloatVector x20 = FloatVector.zero(LANES);
    FloatVector x21 = FloatVector.zero(LANES);
    FloatVector x30 = FloatVector.zero(LANES);
    FloatVector x31 = FloatVector.zero(LANES);
    FloatVector x32 = FloatVector.zero(LANES);
    for (int c = row; c < row + pitch; c += N) {
      FloatVector k0 = load(k, c);
      FloatVector k1 = load(k, c + pitch);
      FloatVector k2 = load(k, c + 2 * pitch);
      FloatVector k3 = load(k, c + 3 * pitch);
      x10 = multiplyAdd(k1, k0, x10);
      x20 = multiplyAdd(k2, k0, x20);
      x21 = multiplyAdd(k2, k1, x21);
      x30 = multiplyAdd(k3, k0, x30);
      x31 = multiplyAdd(k3, k1, x31);
      x32 = multiplyAdd(k3, k2, x32);
    }
    float[] lanes = b.keyLanes;
    x10.intoArray(lanes, 4 * N);
    x20.intoArray(lanes, 8 * N);
    x21.intoArray(lanes, 9 * N);
    x30.intoArray(lanes, 12 * N);
    x31.intoArray(lanes, 13 * N);
    x32.intoArray(lanes, 14 * N);
  }

  /**
   * Writes the lanes of q_t . k_i to the block's query lanes, at N (4 t + i).
   *
   * @param row where the group's first rows of q and k start
   */
  static void queries(DeltaBlock b, int row) {
    for (int t = 0; t < DeltaBlock.GROUP; t++) {
      query(b, row, t);
    }
  }

  private static void query(DeltaBlock b, int row, int t) {
    float[] q = b.q;
    float[] k = b.k;
    int pitch = b.keyPitch;
    int ahead = t * pitch;
    FloatVector x0 = FloatVector.zero(LANES);
    FloatVector x1 = FloatVector.zero(LANES);
    FloatVector x2 = FloatVector.zero(LANES);
    FloatVector x3 = FloatVector.zero(LANES);
    for (int c = row; c < row + pitch; c += N) {
      FloatVector x = load(q, c + ahead);
      x0 = multiplyAdd(x, load(k, c), x0);
      x1 = multiplyAdd(x, load(k, c + pitch), x1);
      x2 = multiplyAdd(x, load(k, c + 2 * pitch), x2);
      x3 = multiplyAdd(x, load(k, c + 3 * pitch), x3);
    }
    float[] lanes = b.queryLanes;
    int at = DeltaBlock.GROUP * t * N;
    x0.intoArray(lanes, at);
    x1.intoArray(lanes, at + N);
    x2.intoArray(lanes, at + 2 * N);
    x3.intoArray(lanes, at + 3 * N);
  }
}
