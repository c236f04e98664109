package org.scanline.backbones.mixer;

class GatedLinearAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new GatedLinearAttention(new GatedLinearAttention.Config(18, 3));
  }
}
