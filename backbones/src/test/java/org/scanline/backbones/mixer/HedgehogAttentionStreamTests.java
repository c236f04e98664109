package org.scanline.backbones.mixer;

class HedgehogAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new HedgehogAttention(new HedgehogAttention.Config(15, 3));
  }
}
