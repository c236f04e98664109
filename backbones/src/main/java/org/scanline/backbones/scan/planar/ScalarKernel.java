package org.scanline.backbones.scan.planar;

import org.scanline.backbones.scan.numeric.Exp;

/** The recurrences one number at a time. */
final class ScalarKernel implements Kernel {
  @Override
  public void right(Line line, int channel) {
    along(line, channel, 0, line.pitch, 0);
  }

  @Override
  public void left(Line line, int channel) {
    along(line, channel, (line.cells - 1) * line.pitch, -line.pitch, 0);
  }

  @Override
  public void down(Line line, int channel, float[] carried) {
    down(line, channel, carried, 0);
  }

  /** The channels from {@code from} to E of a scan along the line. */
  static void along(Line line, int channel, int first, int step, int from) {
    for (int c = from; c < line.each; c++) {
      float h = 0;
      int at = first + channel + c;
      for (int cell = 0; cell < line.cells; cell++) {
        h = next(line, at, h);
        line.h[at] = h;
        at += step;
      }
    }
  }

  /** The channels from {@code from} to E of each cell. */
  static void down(Line line, int channel, float[] carried, int from) {
    for (int cell = 0; cell < line.cells; cell++) {
      for (int c = from; c < line.each; c++) {
        int at = cell * line.pitch + channel + c;
        float h = next(line, at, carried[cell * line.each + c]);
        carried[cell * line.each + c] = h;
        line.h[at] = h;
      }
    }
  }

  private static float next(Line line, int at, float h) {
    float u = line.u[at];
    return (h - u) / (1f + Exp.exp(-line.gate[at])) + u;
  }
}
