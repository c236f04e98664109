package org.scanline.backbones.mixer;

class FullAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new FullAttention(new FullAttention.Config(18, 3));
  }
}
