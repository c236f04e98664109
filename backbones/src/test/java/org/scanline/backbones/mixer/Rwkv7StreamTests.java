package org.scanline.backbones.mixer;

class Rwkv7StreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Rwkv7(new Rwkv7.Config(15, 3));
  }
}
