package org.scanline.backbones.mixer;

class CausalFlowformerStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new CausalFlowformer(new CausalFlowformer.Config(15, 3));
  }
}
