package org.scanline.vision.image.resize;

/** The taps of every output pixel of an axis, as tables: plain sums in a fixed order. */
final class RowTaps {
  private final int outputs;
  private final int count;
  private final int[] sources;
  private final float[] weights;

  /** The tables from one length to another. */
  RowTaps(Interpolation interpolation, int inputs, int outputs) {
    this.outputs = outputs;
    AxisTaps taps = new AxisTaps(interpolation, (double) inputs / outputs);
    count = taps.count();
    sources = new int[outputs * count];
    weights = new float[outputs * count];
    for (int o = 0; o < outputs; o++) {
      double[] each = taps.weights(o, inputs);
      for (int k = 0; k < count; k++) {
        sources[o * count + k] = taps.source(taps.first(o) + k, inputs);
        weights[o * count + k] = (float) each[k];
      }
    }
  }

  /** Resizes one row. */
  void apply(float[] in, int from, float[] out, int to) {
    for (int o = 0; o < outputs; o++) {
      float sum = 0;
      for (int k = o * count; k < (o + 1) * count; k++) {
        sum += weights[k] * in[from + sources[k]];
      }
      out[to + o] = sum;
    }
  }
}
