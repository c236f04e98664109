package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * Division by the root mean square, without parameters (Qin et al., 2023, TransNormerLLM, eq. 8): x
 * / (|x| / sqrt(width) + 1e-8).
 */
public final class SimpleRmsNorm extends Norm {
  private static final double EPSILON = 1e-8;
  private static final double SMALLEST = 1e-30; // keeps the root's gradient finite at 0

  /** Creates a norm over rows of any width. */
  public SimpleRmsNorm() {}

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray meanSquare = x.mul(x).mean(new int[] {-1}, true);
    return x.div(meanSquare.add(SMALLEST).sqrt().add(EPSILON));
  }
}
