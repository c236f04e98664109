package org.scanline.backbones.mixer;

class NormAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new NormAttention(new NormAttention.Config(15, 3));
  }
}
