package org.scanline.backbones.scan.outer;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.StateFolds;
import org.scanline.backbones.scan.numeric.VectorExp;

/**
 * The recurrence with the Vector API, lanes along V: steps enter the state in groups of four.
 *
 * <p>With S the state before the group, D_t the decay from there to step t and P_ti the key of step
 * i decayed up to t: o_t = (q_t D_t) S + sum over i of (q_t . P_ti) v_i, and at the end of the
 * group S' = D S + sum of P_i v_i^T. All factors are products of decays, none is divided by. Each
 * output depends on no later step, so it is the same for a group that is cut.
 */
final class VectorKernel implements Kernel {

  @Override
  public int lanes() {
    return Lanes.SPECIES.length();
  }

  @Override
  public void exp(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i += Lanes.SPECIES.length()) {
      VectorExp.exp(Lanes.load(x, i)).intoArray(y, i);
    }
  }

  @Override
  public void run(Block block, Carried carried, int slot) {
    int t = 0;
    int place = slot;
    while (t < block.steps) {
      int rows = 1;
      carried.decays |= block.decays;
      if (place == 0 && t + GROUP <= block.steps) {
        rows = GROUP;
        if (block.bonus == null) {
          VectorScores.group(block, t, carried);
        } else {
          VectorBonusScores.group(block, t, carried, block.bonus);
        }
      } else {
        VectorScores.step(block, t, carried, place);
      }
      keep(block, t, rows, carried, place);
      VectorReads.read(block, t, rows, carried, place);
      t += rows;
      place += rows;
      if (place == GROUP) {
        settle(carried);
        place = 0;
      }
    }
  }

  /** Copies values of the block to where they wait. */
  private static void keep(Block block, int t, int rows, Carried carried, int place) {
    int lanes = Lanes.SPECIES.length();
    int from = t * block.pitch;
    int to = place * block.pitch;
    for (int c = 0; c < rows * block.pitch; c += lanes) {
      Lanes.load(block.v, from + c).intoArray(carried.values, to + c);
    }
  }

  @Override
  public void settle(Carried carried) {
    int pitch = carried.values.length / GROUP;
    int keyPitch = carried.keys.length / GROUP;
    StateFolds.fold(
        carried.state,
        carried.state.length / pitch,
        pitch,
        carried.decays ? carried.decay : null,
        carried.keys,
        0,
        keyPitch,
        carried.values,
        0);
    if (!carried.decays) {
      return;
    }
    carried.decays = false;
    FloatVector one = Lanes.all(1f);
    for (int c = 0; c < carried.decay.length; c += Lanes.SPECIES.length()) {
      one.intoArray(carried.decay, c);
    }
  }

  @Override
  public void forget(float[] state, float below) {
    FloatVector bound = Lanes.all(below);
    FloatVector zero = Lanes.all(0f);
    for (int i = 0; i < state.length; i += Lanes.SPECIES.length()) {
      FloatVector s = Lanes.load(state, i);
      s.blend(zero, s.abs().lt(bound)).intoArray(state, i);
    }
  }
}
