package org.scanline.backbones.mixer;

class LocalLinearStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new LocalLinear(new LocalLinear.Config(15, 3));
  }
}
