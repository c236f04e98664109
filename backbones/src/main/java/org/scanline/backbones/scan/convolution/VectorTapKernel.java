package org.scanline.backbones.scan.convolution;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.VectorLogistic;

/**
 * The convolution with the Vector API, lanes along channels. One tap after the other runs through
 * the block; the loop with the exponential holds nothing else.
 */
final class VectorTapKernel implements TapKernel {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int L = LANES.length();

  @Override
  public void run(TapBlock block, float[] weights, int channel, int pitch) {
    int taps = block.taps;
    for (int c = 0; c < block.patch.channels; c += L) {
      start(block, c, FloatVector.fromArray(LANES, weights, taps * pitch + channel + c));
      for (int k = 0; k < taps; k++) {
        FloatVector weight = FloatVector.fromArray(LANES, weights, k * pitch + channel + c);
        add(block, (k + 1) * TapBlock.PITCH + c, c, weight);
      }
      activate(block, c);
    }
  }

  private static void start(TapBlock block, int column, FloatVector bias) {
    int steps = block.patch.steps;
    for (int t = 0; t < steps; t++) {
      bias.intoArray(block.y, t * TapBlock.PITCH + column);
    }
  }

  private static void add(TapBlock block, int from, int column, FloatVector weight) {
    float[] x = block.x;
    float[] y = block.y;
    int steps = block.patch.steps;
    for (int t = 0; t < steps; t++) {
      int at = t * TapBlock.PITCH + column;
      FloatVector in = FloatVector.fromArray(LANES, x, t * TapBlock.PITCH + from);
      in.fma(weight, FloatVector.fromArray(LANES, y, at)).intoArray(y, at);
    }
  }

  private static void activate(TapBlock block, int column) {
    float[] y = block.y;
    int steps = block.patch.steps;
    for (int t = 0; t < steps; t++) {
      int at = t * TapBlock.PITCH + column;
      VectorLogistic.silu(FloatVector.fromArray(LANES, y, at)).intoArray(y, at);
    }
  }
}
