package org.scanline.backbones.mixer;

class MambaStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Mamba(new Mamba.Config(11, 18, 2, 5, false));
  }
}
