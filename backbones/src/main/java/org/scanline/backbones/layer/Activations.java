package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** Activations that DJL lacks or whose gradient is unsafe there (see {@link Scalars}). */
public final class Activations {
  private Activations() {}

  /** x sigmoid(x), also called swish. */
  public static NDArray silu(NDArray x) {
    return x.mul(Activation.sigmoid(x));
  }

  /** Logarithm of sigmoid(x), exact also where sigmoid(x) is tiny. */
  public static NDArray logSigmoid(NDArray x) {
    return Activation.softPlus(x.neg()).neg();
  }
}
