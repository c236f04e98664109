package org.scanline.backbones.mixer;

class Mamba2StreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Mamba2(new Mamba2.Config(11, 18, 6, 3, 5));
  }
}
