package org.scanline.audio.separation.published;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.Framing.Chunks;

/**
 * The RoFormers' chunks under linear fades.
 *
 * <p>Sound longer than two borders is reflected at both ends by one border, and the places of
 * chunks count from the reflected start. Chunks are handed to the net one by one; that they would
 * come in batches shows only in which of them are not faded.
 */
final class ChunkPlan implements WindowPlan {
  private final Chunks framing;
  private final OverlapSums sums;
  private long index;
  private long joined;

  /** A plan at the start of a sound. */
  ChunkPlan(Chunks framing, int stems, int channels) {
    this.framing = framing;
    sums = new OverlapSums(stems, channels);
    joined = -framing.border();
  }

  @Override
  public @Nullable Window next(History sound) {
    int border = framing.border();
    if (!sound.ended() && sound.received() <= 2L * border) {
      return null; // too short a sound is not reflected
    }
    boolean reflected = border > 0 && sound.received() > 2L * border;
    int edge = reflected ? border : 0;
    long place = index * framing.stride();
    long known = sound.received() + 2L * edge;
    long nextBatch = (index / framing.batch() + 1) * framing.batch() * framing.stride();
    if (sound.ended()
        ? place >= known
        : known <= nextBatch || place + framing.chunk() > sound.received() + edge) {
      return null;
    }
    int frames = (int) Math.min(framing.chunk(), known - place);
    boolean last = nextBatch >= known;
    boolean alone = last ? place + framing.stride() >= known : framing.batch() == 1;
    index++;
    float[][] cut = cut(sound, place - edge, frames);
    return new Window(place - edge, frames, 0, cut, place == 0 && alone, last);
  }

  /** Frames of the chunk, reflected beyond the sound's ends, and filled up behind. */
  private float[][] cut(History sound, long from, int frames) {
    float[][] cut = sound.copy(from, framing.chunk());
    int before = (int) Math.max(0, -from);
    float[][] early = sound.copy(1, before);
    long length = sound.received();
    int near = (int) Math.max(0, from - length); // frames behind the end, at the chunk's start
    int far = (int) Math.max(near, from + frames - length); // and at its end
    float[][] late = sound.copy(length - 1 - far, far - near);
    int at = (int) (length + near - from);
    boolean mirrored = frames > framing.chunk() / 2;
    for (int c = 0; c < cut.length; c++) {
      float[] channel = cut[c];
      for (int i = 0; i < before; i++) {
        channel[i] = early[c][before - 1 - i];
      }
      for (int i = 0; i < far - near; i++) {
        channel[at + i] = late[c][far - near - 1 - i];
      }
      for (int i = frames; i < channel.length && mirrored; i++) {
        channel[i] = channel[2 * (frames - 1) - i];
      }
    }
    return cut;
  }

  @Override
  public void join(Window window, float[][][] stems) {
    sums.add(window.start(), stems, 0, weight(window));
    joined = window.start() + framing.stride();
  }

  private float[] weight(Window window) {
    int chunk = framing.chunk();
    int fade = chunk / 10;
    float[] weight = new float[window.frames()];
    for (int i = 0; i < weight.length; i++) {
      float in = i < fade && !window.first() ? ramp(i, fade) : 1;
      boolean fadesOut = i >= chunk - fade && (window.first() || !window.last());
      weight[i] = fadesOut ? ramp(chunk - 1 - i, fade) : in;
    }
    return weight;
  }

  /** 0 at the first of so many frames, 1 at the last. */
  private static float ramp(int i, int frames) {
    return i / (float) (frames - 1);
  }

  @Override
  public long settled() {
    return Math.max(0, joined);
  }

  @Override
  public float[][][] take(long from, long to) {
    return sums.take(from, to);
  }

  @Override
  public long wanted(History sound) {
    int border = framing.border();
    long nextFrame = index * framing.stride() - border;
    return Math.min(nextFrame, sound.received() - 2 - border);
  }

  @Override
  public long held() {
    return sums.held();
  }

  @Override
  public long lookahead() {
    return Math.max(
        framing.chunk() + (framing.batch() - 1L) * framing.stride() + 1, 2L * framing.border() + 1);
  }

  @Override
  public long stride() {
    return framing.stride();
  }
}
