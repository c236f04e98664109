package org.scanline.audio.separation.published;

import org.scanline.audio.AudioBuffer;

/** The stretch of input that windows to come may still want. One thread at a time. */
final class History {
  private static final int LEAST = 1 << 12;

  private float[][] samples;
  private long start;
  private int filled;
  private boolean ended;

  /** An empty history. */
  History(int channels) {
    samples = new float[channels][LEAST];
  }

  int channels() {
    return samples.length;
  }

  /** Frames pushed so far: the sound's length once it has {@link #ended}. */
  long received() {
    return start + filled;
  }

  /** Whether nothing more comes. */
  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  void append(AudioBuffer piece) {
    int frames = piece.frames();
    for (int c = 0; c < samples.length; c++) {
      if (filled + frames > samples[c].length) {
        float[] wider = new float[Math.max(filled + frames, filled + filled / 2)];
        System.arraycopy(samples[c], 0, wider, 0, filled);
        samples[c] = wider;
      }
      System.arraycopy(piece.channel(c), 0, samples[c], filled, frames);
    }
    filled += frames;
  }

  /** Samples that there is room for. */
  long held() {
    return (long) samples.length * samples[0].length;
  }

  /** Forgets everything before a frame; nobody will ask for it any more. */
  void forgetBefore(long frame) {
    int gone = (int) Math.min(filled, frame - start);
    if (gone < samples[0].length / 4) {
      return; // not worth the move
    }
    for (float[] channel : samples) {
      System.arraycopy(channel, gone, channel, 0, filled - gone);
    }
    start += gone;
    filled -= gone;
  }

  /** Frames from..from+frames as (C,T), zeros where there is no sound. */
  float[][] copy(long from, int frames) {
    float[][] part = new float[samples.length][frames];
    long first = Math.max(from, start);
    long end = Math.min(from + frames, received());
    if (first < end) {
      for (int c = 0; c < part.length; c++) {
        System.arraycopy(
            samples[c], (int) (first - start), part[c], (int) (first - from), (int) (end - first));
      }
    }
    return part;
  }
}
