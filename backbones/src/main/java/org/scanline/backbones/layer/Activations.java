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

  /** Rows of x (...,width) with a norm of almost 1: x / sqrt(sum of squares + 1e-6). */
  public static NDArray unit(NDArray x) {
    return x.div(x.mul(x).sum(new int[] {-1}, true).add(1e-6).sqrt());
  }
}
