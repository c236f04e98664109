package org.scanline.backbones.mixer;

class SignedMambaStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Mamba(new Mamba.Config(7, 19, 1, 3, true));
  }
}
