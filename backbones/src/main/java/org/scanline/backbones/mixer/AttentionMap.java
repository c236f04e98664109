package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * A causal mixer whose heads give each step a mean of the values so far, by weights that can be
 * looked at and learnt from (Hedgehog; Zhang et al., 2024, arXiv 2402.04347, section 4.2).
 */
public interface AttentionMap {

  /**
   * The weights of a sequence from its start, in quadratic time and memory; with gradients.
   *
   * @param x (B,T,D)
   * @return (B,H,T,T): row t has the weights of the steps, which add up to 1 and are 0 after t
   */
  NDArray weights(ParameterStore store, NDArray x, boolean training);
}
