package org.scanline.backbones.mixer;

class SparseStateExpansionStreamTests extends MixerStreamContract {
  @Override
  Mixer make() {
    return new SparseStateExpansion(new SparseStateExpansion.Config(18, 3, 7, 5, 3, 2, 2));
  }
}
