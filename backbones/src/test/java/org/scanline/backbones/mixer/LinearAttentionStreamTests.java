package org.scanline.backbones.mixer;

class LinearAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new LinearAttention(new LinearAttention.Config(15, 3));
  }
}
