package org.scanline.backbones.mixer;

class MixtureOfMemoriesStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new MixtureOfMemories(new MixtureOfMemories.Config(18, 3, 5, 7, 3, 2, true));
  }
}
