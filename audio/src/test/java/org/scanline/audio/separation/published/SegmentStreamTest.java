package org.scanline.audio.separation.published;

/** Demucs' segments with two random shifts, at the level of the first seconds. */
class SegmentStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Segments(100, 0.25, 2, 1, true, true);
  }

  @Override
  protected int length() {
    return 12_000; // more than the seconds that are listened to
  }
}
