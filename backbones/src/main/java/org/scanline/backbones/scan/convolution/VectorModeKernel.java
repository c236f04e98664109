package org.scanline.backbones.scan.convolution;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The complex recurrence with the Vector API, lanes along channels, one mode after the other. */
final class VectorModeKernel implements ModeKernel {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public void run(Modes.Block block, Modes modes, float[] states, int offset) {
    Arrays.fill(block.y, 0, block.steps * L, 0f);
    for (int j = 0; j < modes.count; j++) {
      mode(block, modes, j * L, states, offset + j * L, offset + (modes.count + j) * L);
    }
  }

  private static void mode(
      Modes.Block block, Modes modes, int at, float[] states, int real, int imaginary) {
    float[] u = block.u;
    float[] y = block.y;
    int steps = block.steps;
    FloatVector floor = FloatVector.broadcast(LANES, FLOOR);
    FloatVector ar = FloatVector.fromArray(LANES, modes.factorReal, at);
    FloatVector ai = FloatVector.fromArray(LANES, modes.factorImaginary, at);
    FloatVector minusAi = ai.neg();
    FloatVector wr = FloatVector.fromArray(LANES, modes.weightReal, at);
    FloatVector minusWi = FloatVector.fromArray(LANES, modes.weightImaginary, at).neg();
    FloatVector xr = FloatVector.fromArray(LANES, states, real);
    FloatVector xi = FloatVector.fromArray(LANES, states, imaginary);
    for (int t = 0; t < steps; t++) {
      FloatVector in = FloatVector.fromArray(LANES, u, t * L).add(floor);
      FloatVector r = ar.fma(xr, minusAi.fma(xi, in));
      xi = ai.fma(xr, ar.fma(xi, floor));
      xr = r;
      FloatVector out = FloatVector.fromArray(LANES, y, t * L);
      wr.fma(xr, minusWi.fma(xi, out)).intoArray(y, t * L);
    }
    xr.intoArray(states, real);
    xi.intoArray(states, imaginary);
  }
}
