package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;

/**
 * The diagonal state space S4D (Gu et al., 2022, arXiv 2206.11893): x_t = e^(dt A) x_(t-1) + u_t
 * and y_t = 2 Re(C (e^(dt A) - 1)/A x_t), which is a convolution with K_l = 2 Re sum_n C_n (e^(dt
 * A_n) - 1)/A_n e^(dt A_n l).
 *
 * <p>States are complex, kept as pairs of real numbers. Naive is the recurrence; chunked convolves
 * inside chunks by matrix products and carries the state between them, O(T), with gradients; fused
 * is the recurrence in plain Java, without gradients, whose bits depend neither on threads nor on
 * how a stream is cut. Powers of e^(dt A) come from double precision, so that phases stay exact at
 * large lags. For dt A near 0 the factor (e^(dt A) - 1)/A goes to dt without loss. Thread-safe.
 *
 * @param logStep log dt (D)
 * @param c C (D,N/2,2)
 * @param logReal logarithm of minus the real part of A (D,N/2)
 * @param imaginary imaginary part of A (D,N/2)
 */
public record DiagonalStateSpace(NDArray logStep, NDArray c, NDArray logReal, NDArray imaginary) {

  /** Checks the shapes. */
  public DiagonalStateSpace {
    Shape modes = logReal.getShape();
    if (modes.dimension() != 2
        || !imaginary.getShape().equals(modes)
        || !c.getShape().equals(modes.add(2))
        || !logStep.getShape().equals(new Shape(modes.get(0)))) {
      throw new IllegalArgumentException(
          "log dt must be (D), C (D,N/2,2), A (D,N/2): are "
              + logStep.getShape()
              + ", "
              + c.getShape()
              + ", "
              + modes
              + ", "
              + imaginary.getShape());
    }
  }

  /** The convolution kernel, (D,L), in the type of the parameters; has gradients. */
  public NDArray kernel(long length) {
    NDArray kernel;
    try (NDScope scope = new NDScope()) {
      NDArray exact = new Discretized(this, c.getManager()).longKernel(length);
      kernel = Discretized.rounded(exact, c.getDataType());
      NDScope.unregister(kernel);
    }
    NDScope.register(kernel);
    return kernel;
  }

  /**
   * Runs the recurrence on an array with time last.
   *
   * @param form which form to compute
   * @param u inputs (B,D,T)
   * @param state x before the first step (B,D,N/2,2), or null for zero
   * @return y (B,D,T) and the state (B,D,N/2,2)
   */
  public ScanResult run(ScanForm form, NDArray u, @Nullable NDArray state) {
    return run(form, u, state, Axes.TIME_LAST);
  }

  /** As {@link #run}, for an array (B,T,D) to one (B,T,D). */
  public ScanResult runByStep(ScanForm form, NDArray u, @Nullable NDArray state) {
    return run(form, u, state, Axes.CHANNELS_LAST);
  }

  private ScanResult run(ScanForm form, NDArray u, @Nullable NDArray state, Axes axes) {
    check(u, state, axes);
    if (form.kind() == ScanForm.Kind.FUSED) {
      return FusedStateSpace.run(this, u, state, axes, form.size());
    }
    ScanResult result;
    try (NDScope scope = new NDScope()) {
      NDArray before = state == null ? zeroState(u) : state;
      NDArray timeLast = axes == Axes.TIME_LAST ? u : u.transpose(0, 2, 1);
      ScanResult last =
          form.kind() == ScanForm.Kind.NAIVE
              ? NaiveStateSpace.run(this, timeLast, before)
              : ChunkedStateSpace.run(this, timeLast, before, form.size());
      result =
          axes == Axes.TIME_LAST
              ? last
              : new ScanResult(last.output().transpose(0, 2, 1), last.state());
      NDScope.unregister(result.output(), result.state());
    }
    NDScope.register(result.output());
    NDScope.register(result.state());
    return result;
  }

  private void check(NDArray u, @Nullable NDArray state, Axes axes) {
    Shape shape = u.getShape();
    boolean timeLast = axes == Axes.TIME_LAST;
    if (shape.dimension() != 3 || shape.get(timeLast ? 1 : 2) != channels()) {
      throw new IllegalArgumentException(
          "u must be (B,%s), is %s"
              .formatted(timeLast ? channels() + ",T" : "T," + channels(), shape));
    }
    if (state != null && !state.getShape().equals(stateShape(shape.get(0)))) {
      throw new IllegalArgumentException(
          "state must be " + stateShape(shape.get(0)) + ", is " + state.getShape());
    }
  }

  long channels() {
    return logReal.getShape().get(0);
  }

  long modes() {
    return logReal.getShape().get(1);
  }

  Shape stateShape(long batch) {
    return new Shape(batch, channels(), modes(), 2);
  }

  private NDArray zeroState(NDArray u) {
    return u.getManager().zeros(stateShape(u.getShape().get(0)), u.getDataType());
  }
}
