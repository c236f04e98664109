package org.scanline.audio.separation.published;

/** Mono sound of another rate through segments. */
class MonoSegmentStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Segments(100, 0.5, 0, 2, false, false);
  }

  @Override
  int rate() {
    return 1499;
  }

  @Override
  int channels() {
    return 1;
  }
}
