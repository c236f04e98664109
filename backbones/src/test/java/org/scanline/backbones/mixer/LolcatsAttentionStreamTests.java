package org.scanline.backbones.mixer;

class LolcatsAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new LolcatsAttention(new WindowAttention.Config(18, 3, 11, 10_000));
  }
}
