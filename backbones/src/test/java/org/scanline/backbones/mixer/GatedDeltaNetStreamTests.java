package org.scanline.backbones.mixer;

class GatedDeltaNetStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new GatedDeltaNet(new GatedDeltaNet.Config(19, 3));
  }
}
