package org.scanline.backbones.mixer;

class LsslStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new Lssl(new Lssl.Config(5, 6));
  }
}
