package org.scanline.backbones.mixer;

class Rwkv6StreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Rwkv6(new Rwkv6.Config(14, 3, 9, 15, 4, 5));
  }
}
