package org.scanline.audio.metric;

/**
 * A symmetric filter over a stream, centred: output sample t is made of the input around t, zeros
 * before the beginning. The first {@link #delay} outputs come later; zeros at the end bring the
 * last ones.
 */
final class FirFilter {
  private static final int CHUNK = 4096;

  private final float[] taps;
  private final float[] line;
  private int filled;

  /** A filter with an odd number of taps. */
  FirFilter(float[] taps) {
    this.taps = taps.clone();
    line = new float[taps.length - 1 + CHUNK];
    filled = taps.length / 2;
  }

  int delay() {
    return taps.length / 2;
  }

  /** What is final now. */
  float[] push(float[] input) {
    int keep = taps.length - 1;
    float[] out = new float[Math.max(0, filled + input.length - keep)];
    int made = 0;
    for (int at = 0; at < input.length; ) {
      int step = Math.min(line.length - filled, input.length - at);
      System.arraycopy(input, at, line, filled, step);
      filled += step;
      at += step;
      int ready = filled - keep;
      if (ready > 0) {
        for (int k = 0; k < taps.length; k++) {
          add(taps[k], line, k, out, made, ready);
        }
        made += ready;
        System.arraycopy(line, ready, line, 0, keep);
        filled = keep;
      }
    }
    return out;
  }

  private static void add(float tap, float[] from, int at, float[] to, int first, int count) {
    for (int i = 0; i < count; i++) {
      to[first + i] += tap * from[at + i];
    }
  }
}
