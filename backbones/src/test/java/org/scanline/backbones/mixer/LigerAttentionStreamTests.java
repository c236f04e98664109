package org.scanline.backbones.mixer;

class LigerAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new LigerAttention(new WindowAttention.Config(18, 3, 11, 10_000));
  }
}
