package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * max(0,x) + a min(0,x) with a learnt slope a for all channels or for each, x (B,C,...) (He et al.,
 * 2015); parameter weight.
 */
public final class Prelu extends UnaryLayer {
  private final Parameter weight;

  /** Declares the slopes: 1, or as many as channels. */
  public Prelu(int slopes) {
    weight = parameter("weight", constant(0.25f), slopes);
  }

  /** Bends x (B,C,...). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return TorchOperators.prelu(training, x, value(store, weight, x.getDevice(), training));
  }
}
