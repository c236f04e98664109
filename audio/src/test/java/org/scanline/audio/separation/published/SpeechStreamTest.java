package org.scanline.audio.separation.published;

/** Windows of speech. */
class SpeechStreamTest extends WindowContract {
  @Override
  Framing framing() {
    return new Framing.Speech(100, 25);
  }
}
