package org.scanline.audio.separation.published;

/** No windows at all. */
class WholeStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Segments(Framing.Segments.WHOLE, 0.25, 1, 1, false, true);
  }

  @Override
  void whatTheLookaheadPromisesIsThere(int threads) {
    // it promises nothing before the end
  }
}
