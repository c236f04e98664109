package org.scanline.backbones.mixer;

class WindowAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new WindowAttention(new WindowAttention.Config(18, 3, 11, 10_000));
  }
}
