package org.scanline.audio.separation.net;

/** Mono at another rate. */
class ResampledSeparationTest extends SeparationContract {
  @Override
  int rate() {
    return 11025;
  }

  @Override
  int channels() {
    return 1;
  }
}
