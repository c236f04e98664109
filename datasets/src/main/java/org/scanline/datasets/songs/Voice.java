package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One voice recording with what pitch-synchronous resynthesis needs: pitch and level every 10 ms,
 * marks one period apart (4 ms where there is no pitch), and the stretches that can be sung as one
 * syllable. Immutable.
 */
final class Voice {
  /** Samples between two values of pitch and level. */
  static final int HOP = Sound.RATE / 100;

  private static final int DECIMATION = 4;

  /** Samples between two marks where there is no pitch. */
  static final int UNVOICED_STEP = 176;

  /**
   * A stretch to sing as one syllable, in samples.
   *
   * @param start first sample
   * @param vowel where its pitched part begins
   * @param end one past the last sample
   */
  record Syllable(int start, int vowel, int end) {
    double seconds() {
      return (end - start) / (double) Sound.RATE;
    }
  }

  final float[] samples;
  final int[] marks;
  final List<Syllable> syllables;
  private final float[] pitch;

  private Voice(float[] samples) {
    this.samples = samples;
    float[] level = level(samples);
    this.pitch = pitch(samples, level);
    this.marks = marks();
    this.syllables = syllables(level);
  }

  /** Reads a mono recording, its level brought to a common peak. */
  static Voice read(Path file) throws IOException {
    Sound sound = Recordings.read(file);
    sound.scale(0.9 / Math.max(1e-6, sound.peak()));
    return new Voice(sound.left);
  }

  /** Pitch in Hz at a sample, 0 where there is none. */
  double pitchAt(int sample) {
    int k = sample / HOP;
    return k < 0 || k >= pitch.length ? 0 : pitch[k];
  }

  /** Median pitch of the pitched parts in Hz, or 0. */
  double medianPitch() {
    float[] voiced = new float[pitch.length];
    int n = 0;
    for (float p : pitch) {
      if (p > 0) {
        voiced[n++] = p;
      }
    }
    Arrays.sort(voiced, 0, n);
    return n == 0 ? 0 : voiced[n / 2];
  }

  /** Samples from a mark to the next period. */
  int period(int mark) {
    double hertz = pitchAt(marks[mark]);
    return hertz > 0 ? (int) (Sound.RATE / hertz) : UNVOICED_STEP;
  }

  private static float[] level(float[] x) {
    float[] level = new float[x.length / HOP];
    for (int k = 0; k < level.length; k++) {
      double sum = 1e-10;
      for (int i = k * HOP; i < (k + 1) * HOP; i++) {
        sum += x[i] * x[i];
      }
      level[k] = (float) (10 * Math.log10(sum / HOP));
    }
    return level;
  }

  /**
   * Normalised autocorrelation at a quarter of the rate, first peak near the best, then a median
   * over five frames.
   */
  private static float[] pitch(float[] x, float[] level) {
    float[] low = x.clone();
    Biquad.lowPass(1500).apply(low);
    int n = low.length / DECIMATION;
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      y[i] = low[i * DECIMATION];
    }
    float loudest = -100;
    for (float l : level) {
      loudest = Math.max(loudest, l);
    }
    float[] raw = new float[level.length];
    for (int k = 0; k < raw.length; k++) {
      if (level[k] > loudest - 38) {
        raw[k] = pitchOf(y, k * HOP / DECIMATION);
      }
    }
    float[] smooth = new float[raw.length];
    float[] window = new float[5];
    for (int k = 0; k < raw.length; k++) {
      for (int j = 0; j < 5; j++) {
        window[j] = raw[Math.max(0, Math.min(raw.length - 1, k + j - 2))];
      }
      Arrays.sort(window);
      smooth[k] = window[2];
    }
    return smooth;
  }

  private static float pitchOf(float[] y, int centre) {
    int shortest = 11025 / 600;
    int longest = 11025 / 75;
    int width = 2 * longest;
    int from = centre - width / 2 - longest / 2;
    if (from < 0 || from + width + longest >= y.length) {
      return 0;
    }
    float[] score = new float[longest + 1];
    float best = 0;
    double own = energy(y, from, width);
    double other = energy(y, from + shortest, width);
    for (int lag = shortest; lag <= longest; lag++) {
      float product = 0;
      for (int i = from; i < from + width; i++) {
        product += y[i] * y[i + lag];
      }
      score[lag] = (float) (product / Math.sqrt(own * other + 1e-12));
      best = Math.max(best, score[lag]);
      other += y[from + lag + width] * y[from + lag + width] - y[from + lag] * y[from + lag];
    }
    if (best < 0.6) {
      return 0;
    }
    for (int lag = shortest + 1; lag < longest; lag++) {
      if (score[lag] > 0.88 * best
          && score[lag] >= score[lag - 1]
          && score[lag] >= score[lag + 1]) {
        double curve = score[lag - 1] - 2 * score[lag] + score[lag + 1];
        double shift = curve == 0 ? 0 : 0.5 * (score[lag - 1] - score[lag + 1]) / curve;
        return (float) (11025 / (lag + shift));
      }
    }
    return 0;
  }

  private static double energy(float[] y, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += y[i] * y[i];
    }
    return sum;
  }

  private int[] marks() {
    int[] found = new int[samples.length / 40 + 2];
    int n = 0;
    int at = UNVOICED_STEP;
    while (at < samples.length - UNVOICED_STEP && n < found.length) {
      found[n++] = at;
      double hertz = pitchAt(at);
      if (hertz <= 0) {
        at += UNVOICED_STEP;
      } else {
        int period = (int) (Sound.RATE / hertz);
        at = loudest(at + period * 4 / 5, at + period * 6 / 5);
      }
    }
    return Arrays.copyOf(found, n);
  }

  private int loudest(int from, int to) {
    int best = from;
    for (int i = from; i <= Math.min(to, samples.length - 1); i++) {
      if (samples[i] > samples[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Cuts at gaps in the pitch and at dips in the level, and takes up to 120 ms of consonant before
   * each vowel.
   */
  private List<Syllable> syllables(float[] level) {
    List<Syllable> found = new ArrayList<>();
    int k = 0;
    int free = 0;
    while (k < pitch.length) {
      if (pitch[k] == 0) {
        k++;
        continue;
      }
      int end = vowelEnd(level, k);
      if (end - k >= 9 && !hisses(k, end)) {
        int start = Math.max(free, k - 12);
        while (start < k && level[start] < level[k + 4] - 32) {
          start++;
        }
        found.add(new Syllable(start * HOP, k * HOP, end * HOP));
      }
      free = end;
      k = end;
    }
    return List.copyOf(found);
  }

  /**
   * Whether the middle of a stretch crosses zero as often as a voiced fricative does, which nobody
   * holds in song.
   */
  private boolean hisses(int first, int last) {
    int from = (2 * first + last) / 3 * HOP;
    int to = (first + 2 * last) / 3 * HOP;
    int crossings = 0;
    for (int i = from + 1; i < to; i++) {
      crossings += (samples[i] < 0) != (samples[i - 1] < 0) ? 1 : 0;
    }
    return crossings * (double) Sound.RATE > 2 * 2600.0 * (to - from);
  }

  private int vowelEnd(float[] level, int start) {
    float loudest = level[start];
    for (int k = start + 1; k < pitch.length; k++) {
      loudest = Math.max(loudest, level[k]);
      boolean dip =
          k - start > 12
              && k + 6 < level.length
              && level[k] < loudest - 4
              && level[k] <= level[k - 1]
              && level[k + 5] > level[k] + 3;
      if (pitch[k] == 0 || dip || k - start > 120) {
        return k;
      }
    }
    return pitch.length;
  }
}
