package org.scanline.audio.separation.published;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.Framing.Speech;

/**
 * Windows of a net that does not say which speaker is which: each window's stems are put into the
 * order that agrees best with the window before where the two overlap, and faded over.
 *
 * <p>The last window ends with the sound; a sound no longer than one window is one window.
 */
final class SpeechPlan implements WindowPlan {
  private final Speech framing;
  private final int stems;
  private final int channels;
  private long nextStart;
  private boolean cutLast;

  /** Stems (S,C,T) from frame {@code taken} on: what is settled, then what the next fades over. */
  private float[][][] held;

  private long taken;
  private long settled;

  /** A plan at the start of a sound. */
  SpeechPlan(Speech framing, int stems, int channels) {
    this.framing = framing;
    this.stems = stems;
    this.channels = channels;
    held = new float[stems][channels][0];
  }

  @Override
  public @Nullable Window next(History sound) {
    long received = sound.received();
    int window = framing.window();
    if (cutLast || (sound.ended() && received == 0)) {
      return null;
    }
    // One frame more than the window shows that it is not the last.
    boolean last = received <= nextStart + window;
    if (last && !sound.ended()) {
      return null;
    }
    long start = last ? Math.max(0, received - window) : nextStart;
    int frames = (int) Math.min(window, received - start);
    nextStart += window - framing.overlap();
    cutLast = last;
    return new Window(start, frames, 0, sound.copy(start, frames), start == 0, last);
  }

  @Override
  public void join(Window window, float[][][] made) {
    long end = window.start() + window.frames();
    int fade = window.first() ? 0 : (int) (taken + held[0][0].length - settled);
    int skip = (int) (settled - window.start());
    int[] order = Speakers.order(held, (int) (settled - taken), made, skip, fade);
    int before = (int) (settled - taken);
    float[][][] joined = new float[stems][channels][(int) (end - taken)];
    for (int s = 0; s < stems; s++) {
      for (int c = 0; c < channels; c++) {
        float[] old = held[s][c];
        float[] to = joined[s][c];
        float[] from = made[order[s]][c];
        System.arraycopy(old, 0, to, 0, before);
        for (int i = 0; i < to.length - before; i++) {
          float share = i < fade ? (i + 1f) / (fade + 1) : 1;
          float value = from[skip + i];
          to[before + i] = i < fade ? old[before + i] + share * (value - old[before + i]) : value;
        }
      }
    }
    held = joined;
    settled = window.last() ? end : end - framing.overlap();
  }

  @Override
  public long settled() {
    return settled;
  }

  @Override
  public float[][][] take(long from, long to) {
    int skip = (int) (from - taken);
    int frames = (int) (to - from);
    float[][][] part = new float[stems][channels][];
    for (int s = 0; s < stems; s++) {
      for (int c = 0; c < channels; c++) {
        float[] all = held[s][c];
        part[s][c] = java.util.Arrays.copyOfRange(all, skip, skip + frames);
        held[s][c] = java.util.Arrays.copyOfRange(all, skip + frames, all.length);
      }
    }
    taken = to;
    return part;
  }

  @Override
  public long wanted(History sound) {
    return Math.min(nextStart, sound.received() - framing.window());
  }

  @Override
  public long held() {
    return (long) stems * held[0][0].length;
  }

  @Override
  public long lookahead() {
    return framing.window() + 1L;
  }

  @Override
  public long stride() {
    return framing.window() - (long) framing.overlap();
  }
}
