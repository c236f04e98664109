package org.scanline.audio.separation.published;

/** Chunks side by side. */
class SingleChunkStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Chunks(100, 1, 2);
  }
}
