package org.scanline.audio.separation.published;

import org.jspecify.annotations.Nullable;

/**
 * Which windows a net is given, and how what it makes of them becomes one sound. One thread at a
 * time.
 *
 * <p>What is cut, and when a frame is final, follows from frames alone and never from the caller's
 * cuts.
 */
interface WindowPlan {

  /** The next window; null until more of the sound, or its end, is known, and after the last. */
  @Nullable Window next(History sound);

  /** Takes the stems (S,C,T) of a window; windows come in the order in which they were cut. */
  void join(Window window, float[][][] stems);

  /** Frames from 0 on that no window to come will change. */
  long settled();

  /** Frames from..to of the stems, (S,C,T); they are forgotten here. */
  float[][][] take(long from, long to);

  /** The earliest frame of the sound that a window to come may want. */
  long wanted(History sound);

  /** Frames of stems that there is room for. */
  long held();

  /** Frames after a frame that must be known before it is final. */
  long lookahead();

  /** Frames from the start of a window to that of the next. */
  long stride();
}
