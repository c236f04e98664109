package org.scanline.backbones.mixer;

class RatStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Rat(new Rat.Config(18, 6, 2, 7));
  }
}
