package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.stream.CarriedState;

/** Rows of an array (1,C,rows,W). */
final class Rows {
  private static final int AXIS = 2;
  private static final TorchFunction STRIDES =
      TorchFunction.of("x: Tensor", "return torch.tensor(torch.stride(x))");

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

  /**
   * Hands an array of floats over; the carrier owns what comes back. Its layout in memory is kept
   * too, on which the rounding of what is made of it depends.
   */
  static @Nullable NDArray carried(CarriedState state, NDManager carrier, @Nullable NDArray now)
      throws IOException {
    int[] order = now == null ? new int[0] : layout(now);
    long[] sizes = now == null ? new long[0] : now.getShape().getShape();
    int[] carriedOrder = new int[state.number(order.length)];
    long[] shape = new long[carriedOrder.length];
    for (int i = 0; i < shape.length; i++) {
      boolean known = i < order.length;
      carriedOrder[i] = state.number(known ? order[i] : 0);
      shape[i] = state.number(known ? Math.toIntExact(sizes[order[i]]) : 0);
    }
    float[] samples = now == null ? null : inMemory(now, order);
    float[] carried = state.samples(samples);
    if (carried == samples) {
      return now;
    }
    if (now != null) {
      now.close();
    }
    return carried == null ? null : laidOut(carrier, carried, shape, carriedOrder);
  }

  /** Axes from the one of the largest stride to the one of the smallest. */
  private static int[] layout(NDArray x) {
    try (NDArray strides = STRIDES.apply(false, x)) {
      long[] each = strides.toLongArray();
      return IntStream.range(0, each.length)
          .boxed()
          .sorted(Comparator.comparingLong((Integer axis) -> -each[axis]))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }

  private static float[] inMemory(NDArray x, int[] order) {
    try (NDArray permuted = x.transpose(order)) {
      return permuted.toFloatArray();
    }
  }

  private static NDArray laidOut(NDManager carrier, float[] samples, long[] shape, int[] order) {
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    try (NDArray dense = carrier.create(samples, new Shape(shape));
        NDArray view = dense.transpose(back)) {
      return view.duplicate(); // a view's memory would be that of a Java array that nobody holds
    }
  }

  /** A copy that the carrier owns: it outlives the scope around it. */
  static NDArray kept(NDManager carrier, NDArray x) {
    NDArray copy = x.duplicate();
    NDScope.unregister(copy);
    copy.attach(carrier);
    return copy;
  }
}
