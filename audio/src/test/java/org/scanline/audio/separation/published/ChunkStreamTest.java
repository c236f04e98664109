package org.scanline.audio.separation.published;

/** Chunks one by one. */
class ChunkStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Chunks(100, 4, 1);
  }
}
