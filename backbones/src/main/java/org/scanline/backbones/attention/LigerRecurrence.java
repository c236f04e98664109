package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * The recurrence of Liger (Lan et al., 2025, eq. 8): gated linear attention made of a softmax
 * model's own keys, without new parameters.
 *
 * <p>Feature map softmax over the channels of a head, log decay logsigmoid(k)/16, no scale. Shapes:
 * q and k (B,H,T,K), v (B,H,T,V), state (B,H,K,V).
 */
public final class LigerRecurrence {
  private static final double GATE_NORMALIZER = 16;

  private LigerRecurrence() {}

  /**
   * Runs the recurrence.
   *
   * @param state before the first step, or null for zero
   */
  public static ScanResult run(
      ScanForm form, NDArray q, NDArray k, NDArray v, @Nullable NDArray state) {
    return GatedOuterProduct.run(
        form,
        FeatureMap.SOFTMAX.apply(q),
        FeatureMap.SOFTMAX.apply(k),
        v,
        Scalars.times(Activations.logSigmoid(k), 1 / GATE_NORMALIZER),
        state,
        1);
  }
}
