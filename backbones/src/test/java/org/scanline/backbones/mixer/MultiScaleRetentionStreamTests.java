package org.scanline.backbones.mixer;

class MultiScaleRetentionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new MultiScaleRetention(new MultiScaleRetention.Config(18, 3, 21));
  }
}
