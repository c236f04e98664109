package org.scanline.audio.separation.net.gtcrn;

import java.util.Arrays;

/**
 * A convolution along the bands of one frame, x (in,F) to (out,F'), with an odd number of taps and
 * zeros around; with step 2 it halves the bands or, transposed, doubles them. Immutable.
 */
final class BandFilter {
  private final FrameWeights.Folded folded;
  private final int inputs; // of a group
  private final int groups;
  private final int taps;
  private final int step;
  private final boolean transposed;

  BandFilter(FrameWeights.Folded folded, int inputs, int groups, int step, boolean transposed) {
    this.folded = folded;
    this.inputs = inputs;
    this.groups = groups;
    this.step = step;
    this.transposed = transposed;
    taps = folded.weight().length / (inputs * folded.bias().length);
  }

  /** Filters x of so many bands. */
  float[] apply(float[] x, int bands) {
    int outputs = folded.bias().length;
    int made = transposed ? (bands - 1) * step + 1 : (bands - 1) / step + 1;
    float[] y = new float[outputs * made];
    int grouped = outputs / groups;
    for (int o = 0; o < outputs; o++) {
      int to = o * made;
      Arrays.fill(y, to, to + made, folded.bias()[o]);
      for (int i = 0; i < inputs; i++) {
        int from = (o / grouped * inputs + i) * bands;
        for (int k = 0; k < taps; k++) {
          float w = folded.weight()[(o * inputs + i) * taps + k];
          if (transposed) {
            spread(x, from, bands, y, to, made, w, k - taps / 2);
          } else {
            gather(x, from, bands, y, to, made, w, k - taps / 2);
          }
        }
      }
    }
    return y;
  }

  /** y[f] += w x[step f + offset], where there is such an x. */
  private void gather(
      float[] x, int from, int bands, float[] y, int to, int made, float w, int offset) {
    int first = offset < 0 ? (step - 1 - offset) / step : 0;
    int last = Math.min(made, (bands - 1 - offset) / step + 1);
    if (step == 1) {
      for (int f = first; f < last; f++) {
        y[to + f] += w * x[from + f + offset];
      }
    } else {
      for (int f = first; f < last; f++) {
        y[to + f] += w * x[from + step * f + offset];
      }
    }
  }

  /** y[step f + offset] += w x[f], where there is such a y. */
  private void spread(
      float[] x, int from, int bands, float[] y, int to, int made, float w, int offset) {
    int first = offset < 0 ? (step - 1 - offset) / step : 0;
    int last = Math.min(bands, (made - 1 - offset) / step + 1);
    for (int f = first; f < last; f++) {
      y[to + step * f + offset] += w * x[from + f];
    }
  }
}
