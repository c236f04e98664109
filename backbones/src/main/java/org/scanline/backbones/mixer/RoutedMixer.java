package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/** A mixer that sends each token to a few of its memories. */
public interface RoutedMixer {

  /**
   * Where the tokens of x (B,T,D) go; its {@link Routing#balanceLoss} belongs to the training, or
   * the router may come to favour a few memories.
   */
  Routing route(ParameterStore store, NDArray x, boolean training);
}
