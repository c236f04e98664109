package org.scanline.backbones.mixer;

class SseGlaStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new SseGla(new SseGla.Config(15, 3, 5, 4, 2));
  }
}
