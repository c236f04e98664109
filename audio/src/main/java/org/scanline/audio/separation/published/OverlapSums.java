package org.scanline.audio.separation.published;

/**
 * Weighted sums of overlapping windows: only the stretch that is not final yet. One thread at a
 * time.
 */
final class OverlapSums {
  private final int stems;
  private final int channels;
  private long start;
  private int filled;
  private float[][][] sums;
  private float[] weights;

  /** No sums yet. */
  OverlapSums(int stems, int channels) {
    this.stems = stems;
    this.channels = channels;
    sums = new float[stems][channels][0];
    weights = new float[0];
  }

  /**
   * Adds weight × window.
   *
   * @param at frame of the window's first; what lies before the sums' start is left out
   * @param window (S,C,T)
   * @param lead frames of the window before its first
   * @param weight of each frame that is added
   */
  void add(long at, float[][][] window, int lead, float[] weight) {
    int skip = (int) Math.min(weight.length, Math.max(0, start - at));
    int offset = (int) (at + skip - start);
    int frames = weight.length - skip;
    room(offset + frames);
    for (int s = 0; s < stems; s++) {
      for (int c = 0; c < channels; c++) {
        float[] from = window[s][c];
        float[] to = sums[s][c];
        for (int i = 0; i < frames; i++) {
          to[offset + i] += weight[skip + i] * from[lead + skip + i];
        }
      }
    }
    for (int i = 0; i < frames; i++) {
      weights[offset + i] += weight[skip + i];
    }
  }

  private void room(int frames) {
    if (frames > weights.length) {
      weights = java.util.Arrays.copyOf(weights, frames);
      for (float[][] stem : sums) {
        for (int c = 0; c < channels; c++) {
          stem[c] = java.util.Arrays.copyOf(stem[c], frames);
        }
      }
    }
    filled = Math.max(filled, frames);
  }

  /** Frames of stems that there is room for. */
  long held() {
    return (long) stems * weights.length;
  }

  /** Frames from..to divided by their weights, (S,C,T); nothing where no window was. */
  float[][][] take(long from, long to) {
    int frames = Math.toIntExact(to - from);
    int offset = (int) (from - start);
    room(offset + frames);
    float[][][] taken = new float[stems][channels][frames];
    for (int s = 0; s < stems; s++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < frames; i++) {
          float weight = weights[offset + i];
          taken[s][c][i] = weight == 0 ? 0 : sums[s][c][offset + i] / weight;
        }
      }
    }
    forget(offset + frames);
    return taken;
  }

  private void forget(int frames) {
    int left = filled - frames;
    for (float[][] stem : sums) {
      for (float[] channel : stem) {
        shift(channel, frames, left);
      }
    }
    shift(weights, frames, left);
    start += frames;
    filled = left;
  }

  private static void shift(float[] values, int by, int left) {
    System.arraycopy(values, by, values, 0, left);
    java.util.Arrays.fill(values, left, Math.min(values.length, left + by), 0);
  }
}
