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
  public void run(Block block, int column, float[] constants, float[] states, int offset) {
    int n = block.states;
    if (block.softplus) {
      softplus(block, column, FloatVector.fromArray(LANES, constants, (n + 1) * L));
    } else {
      copy(block.delta, column, Block.PITCH, block.sizes, 0, L, block.steps);
    }
    start(block, column, FloatVector.fromArray(LANES, constants, n * L));
    for (int j = 0; j < n; j++) {
      FloatVector rate = FloatVector.fromArray(LANES, constants, j * L);
      if (block.signed) {
        signed(block, j * Block.STEPS, rate, states, offset + j * L);
      } else {
        decaying(block, j * Block.STEPS, rate, states, offset + j * L);
      }
    }
    if (block.gated) {
      gate(block, column);
    } else {
      copy(block.sums, 0, L, block.y, column, Block.PITCH, block.steps);
    }
  }

  private static void copy(
      float[] from, int start, int pitch, float[] to, int end, int pitchTo, int steps) {
    for (int t = 0; t < steps; t++) {
      FloatVector.fromArray(LANES, from, start + t * pitch).intoArray(to, end + t * pitchTo);
    }
  }

  private static void softplus(Block block, int column, FloatVector bias) {
    for (int t = 0; t < block.steps; t++) {
      FloatVector delta = FloatVector.fromArray(LANES, block.delta, column + t * Block.PITCH);
      VectorLogistic.softplus(delta.add(bias)).intoArray(block.sizes, t * L);
    }
  }

  private static void start(Block block, int column, FloatVector direct) {
    for (int t = 0; t < block.steps; t++) {
      FloatVector u = FloatVector.fromArray(LANES, block.u, column + t * Block.PITCH);
      u.mul(FloatVector.fromArray(LANES, block.sizes, t * L)).intoArray(block.added, t * L);
      u.mul(direct).intoArray(block.sums, t * L);
    }
  }

  private static void decaying(Block block, int at, FloatVector rate, float[] states, int offset) {
    float[] sizes = block.sizes;
    float[] added = block.added;
    float[] b = block.b;
    float[] c = block.c;
    float[] y = block.sums;
    int steps = block.steps;
    FloatVector floor = FloatVector.broadcast(LANES, FLOOR);
    FloatVector x = FloatVector.fromArray(LANES, states, offset);
    for (int t = 0; t < steps; t++) {
      FloatVector decay =
          VectorExp.powerOfTwo(FloatVector.fromArray(LANES, sizes, t * L).mul(rate));
      FloatVector in = FloatVector.fromArray(LANES, added, t * L);
      x = decay.fma(x, in.fma(FloatVector.broadcast(LANES, b[at + t]), floor));
      FloatVector out = FloatVector.fromArray(LANES, y, t * L);
      x.fma(FloatVector.broadcast(LANES, c[at + t]), out).intoArray(y, t * L);
    }
    x.intoArray(states, offset);
  }

  private static void signed(Block block, int at, FloatVector rate, float[] states, int offset) {
    float[] sizes = block.sizes;
    float[] added = block.added;
    float[] b = block.b;
    float[] c = block.c;
    float[] y = block.sums;
    int steps = block.steps;
    FloatVector floor = FloatVector.broadcast(LANES, FLOOR);
    FloatVector two = FloatVector.broadcast(LANES, 2f);
    FloatVector minusOne = FloatVector.broadcast(LANES, -1f);
    FloatVector x = FloatVector.fromArray(LANES, states, offset);
    for (int t = 0; t < steps; t++) {
      FloatVector decay =
          VectorExp.powerOfTwo(FloatVector.fromArray(LANES, sizes, t * L).mul(rate))
              .fma(two, minusOne);
      FloatVector in = FloatVector.fromArray(LANES, added, t * L);
      x = decay.fma(x, in.fma(FloatVector.broadcast(LANES, b[at + t]), floor));
      FloatVector out = FloatVector.fromArray(LANES, y, t * L);
      x.fma(FloatVector.broadcast(LANES, c[at + t]), out).intoArray(y, t * L);
    }
    x.intoArray(states, offset);
  }

  private static void gate(Block block, int column) {
    for (int t = 0; t < block.steps; t++) {
      int at = column + t * Block.PITCH;
      FloatVector opened = VectorLogistic.silu(FloatVector.fromArray(LANES, block.z, at));
      FloatVector.fromArray(LANES, block.sums, t * L).mul(opened).intoArray(block.y, at);
    }
  }
}
