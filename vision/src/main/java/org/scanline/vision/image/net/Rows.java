package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** Rows of an array (1,C,rows,W). */
final class Rows {
  private static final int AXIS = 2;

  private Rows() {}

  static long count(NDArray x) {
    return x.getShape().get(AXIS);
  }

  /** Rows from..to; from may equal to. */
  static NDArray slice(NDArray x, long from, long to) {
    return x.get(new NDIndex(":, :, {}:{}", from, to));
  }

  /** Rows one below the other, on the manager of those below: what is above may be carried. */
  static NDArray join(NDArray above, NDArray below) {
    if (count(above) == 0) {
      return below;
    }
    NDArray joined = count(below) == 0 ? above.duplicate() : above.concat(below, AXIS);
    joined.attach(below.getManager());
    return joined;
  }

  /** As many rows of zeros above or below x. */
  static NDArray zeros(NDArray like, long rows) {
    Shape s = like.getShape();
    NDArray zeros = like.getManager().zeros(new Shape(s.get(0), s.get(1), rows, s.get(3)));
    return ChannelsLast.of(zeros, false);
  }

  /** A copy that the carrier owns: it outlives the scope around it. */
  static NDArray kept(NDManager carrier, NDArray x) {
    NDArray copy = x.duplicate();
    NDScope.unregister(copy);
    copy.attach(carrier);
    return copy;
  }
}
