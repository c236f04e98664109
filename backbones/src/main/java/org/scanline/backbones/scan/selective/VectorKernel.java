package org.scanline.backbones.scan.selective;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.VectorExp;
import org.scanline.backbones.scan.numeric.VectorLogistic;

/**
 * The recurrence with the Vector API, lanes along channels.
 *
 * <p>One number of state after the other runs through the block, so that its state stays in a
 * register. Each loop holds one exponential: with more the compiler stops inlining.
 */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public void run(Block block, float[] constants, float[] states, int offset) {
    int n = block.states;
    if (block.softplus) {
      softplus(block, FloatVector.fromArray(LANES, constants, (n + 1) * L));
    }
    start(block, FloatVector.fromArray(LANES, constants, n * L));
    for (int j = 0; j < n; j++) {
      FloatVector rate = FloatVector.fromArray(LANES, constants, j * L);
      if (block.signed) {
        signed(block, j * Block.STEPS, rate, states, offset + j * L);
      } else {
        decaying(block, j * Block.STEPS, rate, states, offset + j * L);
      }
    }
    if (block.gated) {
      gate(block);
    }
  }

  private static void softplus(Block block, FloatVector bias) {
    float[] delta = block.delta;
    for (int i = 0; i < block.steps * L; i += L) {
      VectorLogistic.softplus(FloatVector.fromArray(LANES, delta, i).add(bias)).intoArray(delta, i);
    }
  }

  private static void start(Block block, FloatVector direct) {
    for (int i = 0; i < block.steps * L; i += L) {
      FloatVector u = FloatVector.fromArray(LANES, block.u, i);
      u.mul(FloatVector.fromArray(LANES, block.delta, i)).intoArray(block.added, i);
      u.mul(direct).intoArray(block.y, i);
    }
  }

  private static void decaying(Block block, int at, FloatVector rate, float[] states, int offset) {
    float[] delta = block.delta;
    float[] added = block.added;
    float[] b = block.b;
    float[] c = block.c;
    float[] y = block.y;
    int steps = block.steps;
    FloatVector floor = FloatVector.broadcast(LANES, FLOOR);
    FloatVector x = FloatVector.fromArray(LANES, states, offset);
    for (int t = 0; t < steps; t++) {
      FloatVector decay =
          VectorExp.powerOfTwo(FloatVector.fromArray(LANES, delta, t * L).mul(rate));
      FloatVector in = FloatVector.fromArray(LANES, added, t * L);
      x = decay.fma(x, in.fma(FloatVector.broadcast(LANES, b[at + t]), floor));
      FloatVector out = FloatVector.fromArray(LANES, y, t * L);
      x.fma(FloatVector.broadcast(LANES, c[at + t]), out).intoArray(y, t * L);
    }
    x.intoArray(states, offset);
  }

  private static void signed(Block block, int at, FloatVector rate, float[] states, int offset) {
    float[] delta = block.delta;
    float[] added = block.added;
    float[] b = block.b;
    float[] c = block.c;
    float[] y = block.y;
    int steps = block.steps;
    FloatVector floor = FloatVector.broadcast(LANES, FLOOR);
    FloatVector two = FloatVector.broadcast(LANES, 2f);
    FloatVector minusOne = FloatVector.broadcast(LANES, -1f);
    FloatVector x = FloatVector.fromArray(LANES, states, offset);
    for (int t = 0; t < steps; t++) {
      FloatVector decay =
          VectorExp.powerOfTwo(FloatVector.fromArray(LANES, delta, t * L).mul(rate))
              .fma(two, minusOne);
      FloatVector in = FloatVector.fromArray(LANES, added, t * L);
      x = decay.fma(x, in.fma(FloatVector.broadcast(LANES, b[at + t]), floor));
      FloatVector out = FloatVector.fromArray(LANES, y, t * L);
      x.fma(FloatVector.broadcast(LANES, c[at + t]), out).intoArray(y, t * L);
    }
    x.intoArray(states, offset);
  }

  private static void gate(Block block) {
    float[] y = block.y;
    for (int i = 0; i < block.steps * L; i += L) {
      FloatVector opened = VectorLogistic.silu(FloatVector.fromArray(LANES, block.z, i));
      FloatVector.fromArray(LANES, y, i).mul(opened).intoArray(y, i);
    }
  }
}
