package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Division by the root mean square, then one factor for all channels (Nguyen and Salazar, 2019);
 * parameter scala (1).
 */
public final class ScaleNorm extends Norm {
  private static final double EPSILON = 1e-5;
  private final Parameter scale;

  /** Creates a norm over rows of any width. */
  public ScaleNorm() {
    scale = parameter("scala", constant(1), 1);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return RmsNorm.normalize(x, EPSILON).mul(value(store, scale, x.getDevice(), training));
  }
}
