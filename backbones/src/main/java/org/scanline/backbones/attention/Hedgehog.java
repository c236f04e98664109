package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.Scalars;

/**
 * The feature maps of Hedgehog (Zhang et al., 2024, eq. 6), which learn to mimic softmax attention:
 * positive, and spiky where a projected channel or its opposite is large.
 */
public final class Hedgehog {
  private static final double LEAST = 1e-12;

  private Hedgehog() {}

  /**
   * One softmax over both halves, as in flash-linear-attention: softmax[2y, -2y].
   *
   * @param y projected queries or keys (...,K)
   * @return (...,2K)
   */
  public static NDArray joint(NDArray y) {
    NDArray twice = Scalars.times(y, 2);
    return twice.concat(twice.neg(), -1).softmax(-1);
  }

  /**
   * One softmax for each half, as in LoLCATs: [softmax y, softmax -y], at least 1e-12.
   *
   * @param y projected queries or keys (...,K)
   * @return (...,2K)
   */
  public static NDArray halves(NDArray y) {
    return y.softmax(-1).concat(y.neg().softmax(-1), -1).clip(LEAST, 1);
  }
}
