package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.StateReads;

/**
 * Outputs of a group or of one step: decayed queries times the state, then scores times values.
 *
 * <p>The state is read by tiles of steps and vectors that stay in registers. A number is summed in
 * the same order in every tile.
 */
final class VectorReads {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int N = LANES.length();

  private VectorReads() {}

  /** Writes rows t.. of o; the first one has this place in its group. */
  static void read(Block block, int t, int rows, Carried carried, int place) {
    float[] state = carried.state;
    int pitch = block.pitch;
    if (rows == Kernel.GROUP) {
      StateReads.read(block.reads, 0, block.keyPitch, state, block.keys, pitch, block.o, t * pitch);
      groupValues(block, t, carried);
      return;
    }
    for (int c = 0; c < pitch; ) {
      c += oneStep(block, t, state, c, pitch - c);
    }
    stepValues(block, t, carried, place);
  }

  private static int oneStep(Block block, int t, float[] state, int c, int left) {
    if (left >= 4 * N) {
      oneByFour(block, t, state, c);
      return 4 * N;
    }
    oneByOne(block, t, state, c);
    return N;
  }

  private static void oneByFour(Block b, int t, float[] s, int c) {
    float[] q = b.reads;
    int pitch = b.pitch;
    FloatVector a0 = FloatVector.zero(LANES);
    FloatVector a1 = FloatVector.zero(LANES);
    FloatVector a2 = FloatVector.zero(LANES);
    FloatVector a3 = FloatVector.zero(LANES);
    for (int j = 0; j < b.keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector s1 = load(s, at + N);
      FloatVector s2 = load(s, at + 2 * N);
      FloatVector s3 = load(s, at + 3 * N);
      FloatVector x = all(q[j]);
      a0 = multiplyAdd(x, s0, a0);
      a1 = multiplyAdd(x, s1, a1);
      a2 = multiplyAdd(x, s2, a2);
      a3 = multiplyAdd(x, s3, a3);
    }
    int to = t * pitch + c;
    a0.intoArray(b.o, to);
    a1.intoArray(b.o, to + N);
    a2.intoArray(b.o, to + 2 * N);
    a3.intoArray(b.o, to + 3 * N);
  }

  private static void oneByOne(Block b, int t, float[] s, int c) {
    float[] q = b.reads;
    int pitch = b.pitch;
    FloatVector a0 = FloatVector.zero(LANES);
    for (int j = 0; j < b.keys; j++) {
      int at = j * pitch + c;
      FloatVector s0 = load(s, at);
      FloatVector x = all(q[j]);
      a0 = multiplyAdd(x, s0, a0);
    }
    int to = t * pitch + c;
    a0.intoArray(b.o, to);
  }

  private static void stepValues(Block b, int t, Carried carried, int place) {
    int pitch = b.pitch;
    for (int c = 0; c < pitch; c += N) {
      FloatVector o = load(b.o, t * pitch + c);
      for (int i = 0; i <= place; i++) {
        o = multiplyAdd(all(b.scores[i]), load(carried.values, i * pitch + c), o);
      }
      o.mul(all(b.scale)).intoArray(b.o, t * pitch + c);
    }
  }

  private static void groupValues(Block b, int t, Carried carried) {
    int pitch = b.pitch;
    float[] a = b.scores;
    float[] v = carried.values;
    FloatVector scale = all(b.scale);
    for (int c = 0, to = t * pitch; c < pitch; c += N, to += N) {
      FloatVector v0 = load(v, c);
      FloatVector v1 = load(v, pitch + c);
      FloatVector v2 = load(v, 2 * pitch + c);
      FloatVector v3 = load(v, 3 * pitch + c);
      FloatVector o0 = load(b.o, to);
      FloatVector o1 = load(b.o, to + pitch);
      FloatVector o2 = load(b.o, to + 2 * pitch);
      FloatVector o3 = load(b.o, to + 3 * pitch);
      o0 = multiplyAdd(all(a[0]), v0, o0);
      o1 = multiplyAdd(all(a[2]), v1, multiplyAdd(all(a[1]), v0, o1));
      o2 = multiplyAdd(all(a[4]), v1, multiplyAdd(all(a[3]), v0, o2));
      o2 = multiplyAdd(all(a[5]), v2, o2);
      o3 = multiplyAdd(all(a[7]), v1, multiplyAdd(all(a[6]), v0, o3));
      o3 = multiplyAdd(all(a[9]), v3, multiplyAdd(all(a[8]), v2, o3));
      o0.mul(scale).intoArray(b.o, to);
      o1.mul(scale).intoArray(b.o, to + pitch);
      o2.mul(scale).intoArray(b.o, to + 2 * pitch);
      o3.mul(scale).intoArray(b.o, to + 3 * pitch);
    }
  }
}
