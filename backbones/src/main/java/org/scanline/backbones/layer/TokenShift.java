package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Each step beside the step before it, as RWKV mixes them, with the last step carried.
 *
 * @param difference x_(t-1) - x_t, (B,T,D)
 * @param last the last step, (B,D), to carry on
 */
public record TokenShift(NDArray difference, NDArray last) {

  /** The shape of the carried step, (B,D). */
  public static Shape shape(long batch, long width) {
    return new Shape(batch, width);
  }

  /**
   * Shifts x (B,T,D) by one step; T may be 0.
   *
   * @param before the step before the first, (B,D); zeros at the start of a sequence
   */
  public static TokenShift of(NDArray x, NDArray before) {
    long steps = x.getShape().get(1);
    NDArray all = before.expandDims(1).concat(x, 1); // (B,T+1,D)
    return new TokenShift(
        all.get(new NDIndex(":, :{}", steps)).sub(x), all.get(new NDIndex(":, {}", steps)));
  }
}
