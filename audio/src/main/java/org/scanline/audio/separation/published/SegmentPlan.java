package org.scanline.audio.separation.published;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.Framing.Segments;

/**
 * Demucs' segments under triangles, for one shift: segment k begins at stride·k after the origin, a
 * last one that is short gets what lies around it as context.
 */
final class SegmentPlan implements WindowPlan {
  private final WindowNet net;
  private final Segments framing;
  private final OverlapSums sums;
  private final float[] triangle;
  private long nextStart;
  private long joined;

  /**
   * A plan.
   *
   * @param lead frames before the sound at which the first segment begins: the shift trick moves it
   *     there; 0 without
   */
  SegmentPlan(WindowNet net, Segments framing, long lead) {
    this.net = net;
    this.framing = framing;
    sums = new OverlapSums(net.stems().size(), net.channels());
    nextStart = -lead;
    joined = -lead;
    triangle = framing.segment() == Segments.WHOLE ? new float[0] : triangle(framing);
  }

  private static float[] triangle(Segments framing) {
    int n = framing.segment();
    float highest = n - n / 2;
    float[] weight = new float[n];
    for (int i = 0; i < n; i++) {
      float rise = (i < n / 2 ? i + 1 : n - i) / highest;
      weight[i] =
          framing.transitionPower() == 1 ? rise : (float) Math.pow(rise, framing.transitionPower());
    }
    return weight;
  }

  @Override
  public @Nullable Window next(History sound) {
    if (sound.ended() && (sound.received() == 0 || nextStart >= sound.received())) {
      return null;
    }
    int segment = framing.segment();
    if (!sound.ended() && (segment == Segments.WHOLE || sound.received() < end(segment))) {
      return null;
    }
    int frames = (int) Math.min(segment, sound.received() - nextStart);
    int given = given(frames);
    int lead = (given - frames) / 2;
    Window window =
        new Window(
            nextStart, frames, lead, sound.copy(nextStart - lead, given), nextStart <= 0, false);
    nextStart += framing.stride();
    return window;
  }

  /** The frame behind the next segment's context. */
  private long end(int frames) {
    int given = given(frames);
    return nextStart - (given - frames) / 2 + given;
  }

  private int given(int frames) {
    return framing.fill() && framing.segment() != Segments.WHOLE
        ? framing.segment()
        : Math.toIntExact(net.validLength(frames));
  }

  @Override
  public void join(Window window, float[][][] stems) {
    float[] weight;
    if (framing.segment() == Segments.WHOLE) {
      weight = new float[window.frames()];
      Arrays.fill(weight, 1);
    } else {
      weight = Arrays.copyOf(triangle, window.frames());
    }
    sums.add(window.start(), stems, window.lead(), weight);
    joined = window.start() + framing.stride();
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
    return framing.segment() == Segments.WHOLE ? 0 : nextStart - given(framing.segment());
  }

  @Override
  public long held() {
    return sums.held();
  }

  @Override
  public long lookahead() {
    int segment = framing.segment();
    if (segment == Segments.WHOLE) {
      return segment;
    }
    int given = given(segment);
    return given - (given - segment) / 2;
  }

  @Override
  public long stride() {
    return framing.stride();
  }
}
