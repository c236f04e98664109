package org.scanline.datasets.songs;

/**
 * Mutable stereo samples at 44.1 kHz that instruments and effects are rendered into; one thread at
 * a time.
 */
final class Sound {
  /** Samples per second of everything in this package. */
  static final int RATE = 44_100;

  final float[] left;
  final float[] right;

  Sound(int frames) {
    this(new float[frames], new float[frames]);
  }

  Sound(float[] left, float[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "left has " + left.length + " frames, right has " + right.length);
    }
    this.left = left;
    this.right = right;
  }

  int frames() {
    return left.length;
  }

  /** Both channels in turn, for an effect that treats them alike. */
  float[][] channels() {
    return new float[][] {left, right};
  }

  /**
   * Adds other, whose first frame lands on frame `at` of this; what lies outside this sound is
   * dropped.
   */
  void add(Sound other, int at, double gainLeft, double gainRight) {
    int from = Math.max(0, -at);
    int to = Math.min(other.frames(), frames() - at);
    float l = (float) gainLeft;
    float r = (float) gainRight;
    for (int i = from; i < to; i++) {
      left[at + i] += l * other.left[i];
      right[at + i] += r * other.right[i];
    }
  }

  void add(Sound other) {
    add(other, 0, 1, 1);
  }

  void scale(double gain) {
    float g = (float) gain;
    for (int i = 0; i < left.length; i++) {
      left[i] *= g;
      right[i] *= g;
    }
  }

  /** The first `frames` frames, filled up with silence. */
  Sound fitted(int frames) {
    return new Sound(java.util.Arrays.copyOf(left, frames), java.util.Arrays.copyOf(right, frames));
  }

  double peak() {
    float peak = 0;
    for (int i = 0; i < left.length; i++) {
      peak = Math.max(peak, Math.max(Math.abs(left[i]), Math.abs(right[i])));
    }
    return peak;
  }

  /**
   * Root mean square of both channels over the 100 ms blocks that are not silent (-60 dBFS), or 0.
   */
  double activeRms() {
    int block = RATE / 10;
    double sum = 0;
    long count = 0;
    for (int start = 0; start < left.length; start += block) {
      int end = Math.min(left.length, start + block);
      double energy = 0;
      for (int i = start; i < end; i++) {
        energy += (double) left[i] * left[i] + (double) right[i] * right[i];
      }
      if (energy > 2.0 * (end - start) * 1e-6) {
        sum += energy;
        count += 2L * (end - start);
      }
    }
    return count == 0 ? 0 : Math.sqrt(sum / count);
  }

  /** This sound played `ratio` times faster (pitch rises with it), by linear interpolation. */
  Sound resampled(double ratio) {
    if (ratio == 1) {
      return this;
    }
    int length = Math.max(1, (int) (frames() / ratio));
    Sound out = new Sound(length);
    for (int i = 0; i < length; i++) {
      double position = i * ratio;
      int k = (int) position;
      float f = (float) (position - k);
      int next = Math.min(k + 1, frames() - 1);
      out.left[i] = left[k] + f * (left[next] - left[k]);
      out.right[i] = right[k] + f * (right[next] - right[k]);
    }
    return out;
  }
}
