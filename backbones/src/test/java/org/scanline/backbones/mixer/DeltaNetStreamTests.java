package org.scanline.backbones.mixer;

class DeltaNetStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new DeltaNet(new DeltaNet.Config(15, 3, true, true));
  }
}
