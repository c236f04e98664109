package org.scanline.backbones.mixer;

class Hgrn2StreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Hgrn2(new Hgrn2.Config(15, 3));
  }
}
