package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Rotary;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Retention (Sun et al., 2023, eq. 5 and 6): linear attention whose head h forgets by gamma_h = 1 -
 * 2^(-5-h) a step, on queries and keys turned by their position.
 *
 * <p>Shapes: q and k (B,H,T,K) with K even, v (B,H,T,V), state (B,H,K,V). Immutable and
 * thread-safe.
 */
public final class Retention {
  private final Rotary rotary;

  /** Retention over keys of a width K. */
  public Retention(int keyWidth) {
    rotary = Rotary.adjacent(keyWidth);
  }

  /**
   * S_t = gamma S_(t-1) + k v^T, o = q S / sqrt(K).
   *
   * @param position steps before the first
   * @param state S before the first step, or null for zero
   */
  public ScanResult run(
      ScanForm form, NDArray q, NDArray k, NDArray v, long position, @Nullable NDArray state) {
    NDArray scaled = Scalars.times(k, 1 / Math.sqrt(k.getShape().get(3)));
    return GatedOuterProduct.run(
        form,
        rotary.rotate(q, position),
        rotary.rotate(scaled, position),
        v,
        logDecays(k.getManager(), Math.toIntExact(k.getShape().get(1)), k.getDataType()),
        state,
        1);
  }

  /** Logarithms of gamma, (H). */
  public static NDArray logDecays(NDManager manager, int heads, DataType type) {
    float[] logs = new float[heads];
    for (int h = 0; h < heads; h++) {
      logs[h] = (float) Math.log1p(-Math.pow(2, -5.0 - h));
    }
    return Constants.of(manager, logs, new Shape(heads), type);
  }
}
