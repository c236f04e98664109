package org.scanline.backbones.scan.planar;

import java.nio.FloatBuffer;

/** Some cells of a row, gathered for a kernel: element (cell, channel) at cell pitch + channel. */
final class Line {
  final int cells;
  final int each; // E
  final int pitch; // 3E
  final float[] u;
  final float[] gate;
  final float[] h;

  Line(int cells, int each, int scans) {
    this.cells = cells;
    this.each = each;
    pitch = scans * each;
    u = new float[Math.multiplyExact(cells, pitch)];
    gate = new float[u.length];
    h = new float[u.length];
  }

  void read(FloatBuffer inputs, FloatBuffer gates, int at, int count) {
    inputs.get(at, u, 0, count * pitch);
    gates.get(at, gate, 0, count * pitch);
  }

  /** Writes some channels of all cells. */
  void write(FloatBuffer output, int at, int count, int channel, int channels) {
    for (int c = 0; c < count; c++) {
      output.put(at + c * pitch + channel, h, c * pitch + channel, channels);
    }
  }
}
