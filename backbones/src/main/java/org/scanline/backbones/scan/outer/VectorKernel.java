package org.scanline.backbones.scan.outer;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The recurrence with the Vector API, lanes along V.
 *
 * <p>Four steps share each pass over the state, so a state larger than the registers is loaded and
 * stored once for four steps.
 */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

  @Override
  public int lanes() {
    return LANES.length();
  }

  @Override
  public void run(Block block, float[] state, int offset) {
    for (int c = 0; c < block.pitch; c += LANES.length()) {
      int t = 0;
      for (; t + 4 <= block.steps; t += 4) {
        fourSteps(block, t, c, state, offset + c);
      }
      for (; t < block.steps; t++) {
        oneStep(block, t, c, state, offset + c);
      }
    }
  }

  private static void oneStep(Block block, int t, int column, float[] state, int offset) {
    int keys = block.keys;
    int pitch = block.pitch;
    int perKey = block.decays == 1 ? 0 : 1;
    int kt = t * keys;
    int dt = t * block.decays;
    FloatVector v = FloatVector.fromArray(LANES, block.v, t * pitch + column);
    FloatVector o = FloatVector.zero(LANES);
    for (int j = 0, at = offset; j < keys; j++, at += pitch) {
      FloatVector s =
          FloatVector.fromArray(LANES, state, at)
              .mul(block.d[dt + j * perKey])
              .add(v.mul(block.k[kt + j]));
      s.intoArray(state, at);
      o = o.add(s.mul(block.q[kt + j]));
    }
    o.intoArray(block.o, t * pitch + column);
  }

  private static void fourSteps(Block block, int t, int column, float[] state, int offset) {
    int keys = block.keys;
    int pitch = block.pitch;
    int perKey = block.decays == 1 ? 0 : 1;
    float[] q = block.q;
    float[] k = block.k;
    float[] d = block.d;
    int k0 = t * keys;
    int k1 = k0 + keys;
    int k2 = k1 + keys;
    int k3 = k2 + keys;
    int d0 = t * block.decays;
    int d1 = d0 + block.decays;
    int d2 = d1 + block.decays;
    int d3 = d2 + block.decays;
    int row = t * pitch + column;
    FloatVector v0 = FloatVector.fromArray(LANES, block.v, row);
    FloatVector v1 = FloatVector.fromArray(LANES, block.v, row + pitch);
    FloatVector v2 = FloatVector.fromArray(LANES, block.v, row + 2 * pitch);
    FloatVector v3 = FloatVector.fromArray(LANES, block.v, row + 3 * pitch);
    FloatVector o0 = FloatVector.zero(LANES);
    FloatVector o1 = o0;
    FloatVector o2 = o0;
    FloatVector o3 = o0;
    for (int j = 0, at = offset; j < keys; j++, at += pitch) {
      int g = j * perKey;
      FloatVector s = FloatVector.fromArray(LANES, state, at);
      s = s.mul(d[d0 + g]).add(v0.mul(k[k0 + j]));
      o0 = o0.add(s.mul(q[k0 + j]));
      s = s.mul(d[d1 + g]).add(v1.mul(k[k1 + j]));
      o1 = o1.add(s.mul(q[k1 + j]));
      s = s.mul(d[d2 + g]).add(v2.mul(k[k2 + j]));
      o2 = o2.add(s.mul(q[k2 + j]));
      s = s.mul(d[d3 + g]).add(v3.mul(k[k3 + j]));
      o3 = o3.add(s.mul(q[k3 + j]));
      s.intoArray(state, at);
    }
    o0.intoArray(block.o, row);
    o1.intoArray(block.o, row + pitch);
    o2.intoArray(block.o, row + 2 * pitch);
    o3.intoArray(block.o, row + 3 * pitch);
  }
}
