package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.numeric.Axes;

/** What changes from call to call, in the caller's order of axes. */
record SelectiveInputs(
    Axes axes,
    NDArray u,
    NDArray delta,
    NDArray b,
    NDArray c,
    @Nullable NDArray z,
    @Nullable NDArray state) {

  /**
   * Reads the sizes.
   *
   * @throws IllegalArgumentException naming the first array whose shape does not fit
   */
  SelectiveShape check(SelectiveScan scan) {
    boolean timeLast = axes == Axes.TIME_LAST;
    Shape input = u.getShape();
    Shape direction = b.getShape();
    if (input.dimension() != 3) {
      throw new IllegalArgumentException(
          "u must be " + (timeLast ? "(B,D,T)" : "(B,T,D)") + ", is " + input);
    }
    if (direction.dimension() != 3 && direction.dimension() != 4) {
      throw new IllegalArgumentException(
          "b must be "
              + (timeLast ? "(B,N,T) or (B,G,N,T)" : "(B,T,N) or (B,T,G,N)")
              + ", is "
              + direction);
    }
    long batch = input.get(0);
    long steps = input.get(timeLast ? 2 : 1);
    long channels = input.get(timeLast ? 1 : 2);
    long[] d = grouped(b).getShape().getShape();
    long groups = timeLast ? d[1] : d[2];
    long states = timeLast ? d[2] : d[3];
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          "channels=" + channels + " must be a multiple of groups=" + groups);
    }
    demand("delta", delta, input);
    demand(
        "b",
        grouped(b),
        timeLast
            ? new Shape(batch, groups, states, steps)
            : new Shape(batch, steps, groups, states));
    demand("c", c, direction);
    demand("z", z, input);
    demand("state", state, new Shape(batch, channels, states));
    demand("A", scan.a(), new Shape(channels, states));
    demand("D", scan.direct(), new Shape(channels));
    demand("bias", scan.bias(), new Shape(channels));
    return new SelectiveShape(batch, steps, groups, channels / groups, states);
  }

  private static void demand(String name, @Nullable NDArray array, Shape shape) {
    if (array != null && !array.getShape().equals(shape)) {
      throw new IllegalArgumentException(name + " must be " + shape + ", is " + array.getShape());
    }
  }

  /** Directions with an axis of groups: (B,G,N,T) or (B,T,G,N). */
  NDArray grouped(NDArray direction) {
    return direction.getShape().dimension() == 4
        ? direction
        : direction.expandDims(axes == Axes.TIME_LAST ? 1 : 2);
  }

  /** The same inputs with channels last. */
  SelectiveInputs channelsLast() {
    if (axes == Axes.CHANNELS_LAST) {
      return new SelectiveInputs(axes, u, delta, grouped(b), grouped(c), z, state);
    }
    return new SelectiveInputs(
        Axes.CHANNELS_LAST,
        u.transpose(0, 2, 1),
        delta.transpose(0, 2, 1),
        grouped(b).transpose(0, 3, 1, 2),
        grouped(c).transpose(0, 3, 1, 2),
        z == null ? null : z.transpose(0, 2, 1),
        state);
  }
}
