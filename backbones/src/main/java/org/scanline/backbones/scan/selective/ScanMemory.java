package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/** The memory of what changes from call to call, as the fused form reads it. */
record ScanMemory(
    ChannelMemory u,
    ChannelMemory delta,
    ChannelMemory b,
    ChannelMemory c,
    @Nullable ChannelMemory z) {

  /** Arrays of their own. */
  static ScanMemory of(SelectiveInputs in) {
    return new ScanMemory(
        ChannelMemory.of("u", in.u(), in.axes()),
        ChannelMemory.of("delta", in.delta(), in.axes()),
        ChannelMemory.of("b", in.b(), in.axes()),
        ChannelMemory.of("c", in.c(), in.axes()),
        in.z() == null ? null : ChannelMemory.of("z", in.z(), in.axes()));
  }

  /**
   * Directions and gates in the last columns of wider arrays.
   *
   * @param u (B,T,D)
   * @param delta (B,T,D)
   * @param directions (B,T,columns), of which the last 2 N are B and C
   * @param gates (B,T,columns), of which the last D are z
   */
  static ScanMemory ofColumns(
      NDArray u, NDArray delta, NDArray directions, NDArray gates, SelectiveShape shape) {
    long columns = directions.getShape().get(2);
    return new ScanMemory(
        ChannelMemory.columns("u", u, 0),
        ChannelMemory.columns("delta", delta, 0),
        ChannelMemory.columns("b", directions, columns - 2 * shape.states()),
        ChannelMemory.columns("c", directions, columns - shape.states()),
        ChannelMemory.columns("z", gates, gates.getShape().get(2) - shape.channels()));
  }
}
