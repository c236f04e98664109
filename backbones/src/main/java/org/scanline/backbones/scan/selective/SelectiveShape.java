package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.scan.numeric.Axes;

/**
 * The checked sizes of one scan.
 *
 * @param batch B
 * @param steps T, 0 is allowed
 * @param groups G, groups of channels that share B and C
 * @param each D/G, channels in a group
 * @param states N
 */
record SelectiveShape(long batch, long steps, long groups, long each, long states) {

  long channels() {
    return groups * each;
  }

  Shape stateShape() {
    return new Shape(batch, channels(), states);
  }

  /** The state with the groups as an axis of their own, (B,G,D/G,N). */
  Shape groupedState() {
    return new Shape(batch, groups, each, states);
  }

  Shape outputShape(Axes axes) {
    return axes == Axes.TIME_LAST
        ? new Shape(batch, channels(), steps)
        : new Shape(batch, steps, channels());
  }
}
