package org.scanline.backbones.mixer;

class PLstm1dStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new PLstm1d(new PLstm1d.Config(15, 3));
  }
}
