package org.scanline.backbones.scan.outer;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;

import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.VectorExp;

/**
 * The recurrence with the Vector API, lanes along V: a state is left as it is while it decays.
 *
 * <p>With c_t the product of the decays since some step, S_t = diag(c_t) Z_t; then Z_t = Z_(t-1) +
 * (k_t / c_t) v_t^T and o_t = (q_t c_t)^T Z_t are two multiply-adds for each number of the state,
 * however it decays. Before a factor of c_t falls below {@link #FLOOR}, Z_t becomes S_t and c_t
 * one: so nothing overflows, and resets are exact. That depends on no later step, and a step does
 * the same arithmetic alone as among others, so cuts do not change the bits.
 *
 * <p>With a bonus, the query of the next step reads in the place of the step's own, and the value
 * of the step is added times q_t . u k_t.
 */
final class VectorKernel implements Kernel {
  private static final float FLOOR = 0x1p-40f;
  private static final int N = Lanes.SPECIES.length();

  @Override
  public int lanes() {
    return N;
  }

  @Override
  public void exp(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i += N) {
      VectorExp.exp(load(x, i)).intoArray(y, i);
    }
  }

  @Override
  public void run(Block block, Carried carried) {
    int ahead = block.bonus == null ? 0 : 1; // from a step to the query that reads after it
    if (block.bonus != null) {
      VectorRows.direct(block, block.bonus);
      VectorRows.query(block, 0, carried);
      StateSteps.read(block, 0, carried.state);
    }
    int from = 0;
    for (int t = 0; t < block.steps; t++) {
      if (block.gates > 0 && VectorRows.decay(block, t, carried) < FLOOR) {
        StateSteps.run(block, from, t, ahead, carried.state);
        settle(carried, 0f);
        from = t;
      }
      VectorRows.key(block, t, carried);
      if (t + ahead < block.steps) {
        VectorRows.query(block, t + ahead, carried);
      }
    }
    StateSteps.run(block, from, block.steps, ahead, carried.state);
    if (block.bonus != null) {
      VectorRows.addDirect(block);
    }
  }

  @Override
  public void settle(Carried carried, float below) {
    float[] state = carried.state;
    int pitch = carried.pitch;
    FloatVector bound = all(below);
    FloatVector zero = all(0f);
    for (int j = 0, at = 0; at < state.length; j++) {
      FloatVector decay = all(carried.factor * carried.decay[j]);
      for (int end = at + pitch; at < end; at += N) {
        FloatVector s = load(state, at).mul(decay);
        s.blend(zero, s.abs().lt(bound)).intoArray(state, at);
      }
    }
    carried.settled();
  }
}
