package org.scanline.backbones.mixer;

class S4dStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new S4d(new S4d.Config(19, 6));
  }
}
