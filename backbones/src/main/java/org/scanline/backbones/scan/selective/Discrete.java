package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;

/**
 * What the forms on NDArrays share: the arrays with time before channels and the groups as an axis,
 * and what happens to the output after the recurrence.
 */
final class Discrete {
  /** Step sizes (B,T,G,D/G,1). */
  final NDArray delta;

  /** What B is multiplied by, delta u, (B,T,G,D/G,1). */
  final NDArray added;

  /** Input directions (B,T,G,1,N). */
  final NDArray b;

  /** Output directions (B,T,G,N,1). */
  final NDArray c;

  /** The state before the first step (B,1,G,D/G,N). */
  final NDArray start;

  private final SelectiveScan scan;
  private final SelectiveShape shape;
  private final Axes axes;
  private final NDArray u;
  private final @Nullable NDArray z;

  Discrete(SelectiveScan scan, SelectiveInputs given, SelectiveShape shape) {
    SelectiveInputs in = given.channelsLast();
    this.scan = scan;
    this.shape = shape;
    axes = given.axes();
    u = in.u();
    z = in.z();
    NDArray sizes =
        scan.bias() == null ? in.delta() : Activation.softPlus(in.delta().add(scan.bias()));
    delta = grouped(sizes);
    added = grouped(sizes.mul(u));
    b = in.b().expandDims(3);
    c = in.c().expandDims(4);
    NDArray state =
        in.state() == null ? u.getManager().zeros(shape.stateShape(), u.getDataType()) : in.state();
    start = state.reshape(shape.batch(), 1, shape.groups(), shape.each(), shape.states());
  }

  private NDArray grouped(NDArray rows) {
    return rows.reshape(shape.batch(), shape.steps(), shape.groups(), shape.each(), 1);
  }

  /** The factors of the state for step sizes (...,G,D/G,1): (...,G,D/G,N). */
  NDArray decay(NDArray sizes) {
    NDArray rates = scan.a().reshape(shape.groups(), shape.each(), shape.states());
    NDArray decay = sizes.mul(rates).exp();
    return scan.signed() ? Scalars.times(decay, 2).sub(1) : decay;
  }

  /** Joins arrays along an axis; the engine's own concat of a single array has no gradient. */
  static NDArray joined(NDList parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, axis);
  }

  /**
   * Adds the direct path, applies the gate and restores the caller's order of axes.
   *
   * @param read C x, of the size of (B,T,D)
   * @param last the state after the last step, of the size of (B,D,N)
   */
  ScanResult finish(NDArray read, NDArray last) {
    NDArray y = read.reshape(u.getShape());
    NDArray direct = scan.direct();
    if (direct != null) {
      y = y.add(u.mul(direct));
    }
    if (z != null) {
      y = y.mul(Activations.silu(z));
    }
    return new ScanResult(
        axes == Axes.TIME_LAST ? y.transpose(0, 2, 1) : y, last.reshape(shape.stateShape()));
  }
}
