package org.scanline.audio.separation.published;

/** Chunks whose first and last three are not faded. */
class BatchedChunkStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Chunks(101, 2, 3);
  }
}
