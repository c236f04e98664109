package org.scanline.backbones.mixer;

class LightningAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new LightningAttention(new LightningAttention.Config(15, 3, 2, 7));
  }
}
