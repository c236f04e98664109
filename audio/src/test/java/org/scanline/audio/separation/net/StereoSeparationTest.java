package org.scanline.audio.separation.net;

/** Stereo at the net's own rate. */
class StereoSeparationTest extends SeparationContract {
  @Override
  int rate() {
    return 8000;
  }

  @Override
  int channels() {
    return 2;
  }
}
