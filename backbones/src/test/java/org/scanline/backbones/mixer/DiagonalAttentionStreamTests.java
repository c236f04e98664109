package org.scanline.backbones.mixer;

class DiagonalAttentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new DiagonalAttention(new DiagonalAttention.Config(15, 3, 11));
  }
}
