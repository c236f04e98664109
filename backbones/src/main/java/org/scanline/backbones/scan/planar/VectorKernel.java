package org.scanline.backbones.scan.planar;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.VectorExp;

/** The recurrences with the Vector API, lanes along channels; those left over go one by one. */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Float> LANES = Lanes.SPECIES;
  private static final int L = LANES.length();

  @Override
  public void right(Line line, int channel) {
    along(line, channel, 0, line.pitch);
  }

  @Override
  public void left(Line line, int channel) {
    along(line, channel, (line.cells - 1) * line.pitch, -line.pitch);
  }

  private static void along(Line line, int channel, int first, int step) {
    int whole = LANES.loopBound(line.each);
    for (int c = 0; c < whole; c += L) {
      set(line, first + channel + c, step);
    }
    ScalarKernel.along(line, channel, first, step, whole);
  }

  private static void set(Line line, int first, int step) {
    float[] u = line.u;
    float[] gate = line.gate;
    float[] h = line.h;
    int cells = line.cells;
    FloatVector state = FloatVector.zero(LANES);
    int at = first;
    for (int cell = 0; cell < cells; cell++) {
      FloatVector in = FloatVector.fromArray(LANES, u, at);
      FloatVector rest = VectorExp.exp(FloatVector.fromArray(LANES, gate, at).neg()).add(1f);
      state = state.sub(in).div(rest).add(in);
      state.intoArray(h, at);
      at += step;
    }
  }

  @Override
  public void down(Line line, int channel, float[] carried) {
    int whole = LANES.loopBound(line.each);
    for (int c = 0; c < whole; c += L) {
      row(line, channel + c, carried, c);
    }
    ScalarKernel.down(line, channel, carried, whole);
  }

  private static void row(Line line, int channel, float[] carried, int c) {
    float[] u = line.u;
    float[] gate = line.gate;
    float[] h = line.h;
    int cells = line.cells;
    int pitch = line.pitch;
    int each = line.each;
    for (int cell = 0; cell < cells; cell++) {
      int at = cell * pitch + channel;
      FloatVector in = FloatVector.fromArray(LANES, u, at);
      FloatVector rest = VectorExp.exp(FloatVector.fromArray(LANES, gate, at).neg()).add(1f);
      FloatVector state = FloatVector.fromArray(LANES, carried, cell * each + c);
      state = state.sub(in).div(rest).add(in);
      state.intoArray(carried, cell * each + c);
      state.intoArray(h, at);
    }
  }
}
