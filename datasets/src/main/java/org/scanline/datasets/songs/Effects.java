package org.scanline.datasets.songs;

/** Studio treatment of one stem, in place. */
final class Effects {
  private static final int[] LINES = {1087, 1283, 1429, 1597, 1753, 1913, 2069, 2221};

  private Effects() {}

  /** Random shelves and a bell. */
  static void equalise(Sound sound, Draw draw, double strength) {
    Biquad.lowShelf(draw.ratio(80, 400), draw.normal(3 * strength)).apply(sound);
    Biquad.highShelf(draw.ratio(2000, 9000), draw.normal(3.5 * strength)).apply(sound);
    if (draw.chance(0.6)) {
      Biquad.peak(draw.ratio(200, 6000), draw.normal(4 * strength), draw.range(0.5, 2))
          .apply(sound);
    }
  }

  /** Soft clipping by tanh; `drive` is the gain into it when the sound's active RMS is at 0 dB. */
  static void saturate(Sound sound, double drive) {
    double rms = sound.activeRms();
    if (rms == 0) {
      return;
    }
    float in = (float) (drive * 0.3 / rms);
    for (float[] x : sound.channels()) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.tanh(in * x[i]) / in;
      }
    }
  }

  /**
   * Rounds off what stands more than `crest` dB above the active RMS, as a bus limiter would, so
   * that one stroke does not set the level of a whole mixture.
   */
  static void tame(Sound sound, double crest) {
    double ceiling = sound.activeRms() * Math.pow(10, crest / 20);
    if (ceiling == 0 || sound.peak() <= ceiling) {
      return;
    }
    float knee = (float) (ceiling / 2);
    for (float[] x : sound.channels()) {
      for (int i = 0; i < x.length; i++) {
        float over = Math.abs(x[i]) - knee;
        if (over > 0) {
          x[i] = Math.copySign(knee + knee * (float) Math.tanh(over / knee), x[i]);
        }
      }
    }
  }

  /**
   * Feed-forward compression above the threshold (relative to the active RMS), both channels alike.
   */
  static void compress(
      Sound sound, double thresholdDecibels, double ratio, double attack, double release) {
    double rms = sound.activeRms();
    if (rms == 0) {
      return;
    }
    double threshold = rms * Math.pow(10, thresholdDecibels / 20);
    double up = 1 - Math.exp(-1 / (attack * Sound.RATE));
    double down = 1 - Math.exp(-1 / (release * Sound.RATE));
    double slope = 1 / ratio - 1;
    double level =
        2 * rms; // as if the sound had been going on, so that its first note is held down like
    // the others
    float gain = 1;
    for (int i = 0; i < sound.frames(); i++) {
      double now = Math.max(Math.abs(sound.left[i]), Math.abs(sound.right[i]));
      level += (now > level ? up : down) * (now - level);
      if ((i & 15) == 0) {
        gain = level > threshold ? (float) Math.pow(level / threshold, slope) : 1;
      }
      sound.left[i] *= gain;
      sound.right[i] *= gain;
    }
  }

  /**
   * Adds a room: eight delay lines mixed by a Hadamard matrix (Jot's feedback delay network), so
   * that the response is dense noise that dies away exponentially, the highs sooner.
   */
  static void reverb(
      Sound sound, double seconds, double wet, double size, double damping, double lowCut) {
    float[][] lines = new float[8][];
    float[] decay = new float[8];
    float[] dark = new float[8];
    for (int k = 0; k < 8; k++) {
      int length = (int) (LINES[k] * size);
      lines[k] = new float[length];
      decay[k] = (float) Math.pow(10, -3.0 * length / Sound.RATE / seconds);
    }
    int[] at = new int[8];
    float[] s = new float[8];
    float keep = (float) damping;
    float scale = (float) Math.sqrt(1 / 8.0);
    Sound room = new Sound(sound.frames());
    for (int i = 0; i < sound.frames(); i++) {
      for (int k = 0; k < 8; k++) {
        float v = lines[k][at[k]] * decay[k];
        dark[k] = v + keep * (dark[k] - v);
        s[k] = dark[k];
      }
      room.left[i] = s[0] - s[2] + s[4] - s[6];
      room.right[i] = s[1] - s[3] + s[5] - s[7];
      hadamard(s);
      for (int k = 0; k < 8; k++) {
        lines[k][at[k]] = scale * s[k] + ((k & 1) == 0 ? sound.left[i] : sound.right[i]);
        at[k] = at[k] + 1 == lines[k].length ? 0 : at[k] + 1;
      }
    }
    Biquad.highPass(lowCut).apply(room);
    double level = room.activeRms();
    if (level > 0) {
      double gain = wet * sound.activeRms() / level;
      sound.add(room, 0, gain, gain);
    }
  }

  private static void hadamard(float[] s) {
    for (int step = 1; step < 8; step *= 2) {
      for (int k = 0; k < 8; k++) {
        if ((k & step) == 0) {
          float a = s[k];
          float b = s[k + step];
          s[k] = a + b;
          s[k + step] = a - b;
        }
      }
    }
  }

  /** Repeats that die away and change sides. */
  static void echo(Sound sound, double seconds, double feedback, double wet) {
    int delay = Math.max(1, (int) (seconds * Sound.RATE));
    Sound tail = new Sound(sound.frames());
    for (int i = delay; i < sound.frames(); i++) {
      tail.left[i] = (float) (sound.left[i - delay] + feedback * tail.right[i - delay]);
      tail.right[i] = (float) (0.6 * sound.right[i - delay] + feedback * tail.left[i - delay]);
    }
    sound.add(tail, 0, wet, wet);
  }

  /** Width 0 is mono, 1 leaves as is; pan -1 is left, 1 right, by balance. */
  static void place(Sound sound, double width, double pan) {
    float l = (float) Math.min(1, 1 - pan);
    float r = (float) Math.min(1, 1 + pan);
    float w = (float) width;
    for (int i = 0; i < sound.frames(); i++) {
      float mid = 0.5f * (sound.left[i] + sound.right[i]);
      float side = 0.5f * w * (sound.left[i] - sound.right[i]);
      sound.left[i] = l * (mid + side);
      sound.right[i] = r * (mid - side);
    }
  }
}
