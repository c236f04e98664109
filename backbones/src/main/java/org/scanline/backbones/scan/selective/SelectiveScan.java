package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;

/**
 * The selective state space of Mamba (Gu and Dao, 2023, algorithm 2): x_t = abar_t x_(t-1) +
 * delta_t B_t u_t and y_t = C_t x_t + D u_t for each channel, with N numbers of state.
 *
 * <p>abar = e^(delta A) decays between 0 and 1; signed, it is 2 e^(delta A) - 1 between -1 and 1
 * (Grazzi et al., 2024), which can count. With a bias, delta is softplus(delta + bias), else it is
 * taken as it is and must not be negative. With z, the output is multiplied by silu(z).
 *
 * <p>All forms compute the same function. The fused form takes FLOAT32 arrays on the CPU, each at
 * most 2 GiB; its bits depend neither on the number of threads nor on how a stream is cut. Instead
 * of decaying into denormal numbers, which are slow, its states stop at about 1e-30. Thread-safe:
 * nothing is kept between calls.
 *
 * @param a A (D,N), at most 0
 * @param direct D (D), the direct path, or null for none
 * @param bias bias of delta (D), or null for no bias and no softplus
 * @param signed whether factors reach from -1 to 1
 */
public record SelectiveScan(
    NDArray a, @Nullable NDArray direct, @Nullable NDArray bias, boolean signed) {

  /**
   * Runs the recurrence on arrays with time last, as state-spaces/mamba has them.
   *
   * @param form which form to compute
   * @param u inputs (B,D,T)
   * @param delta step sizes (B,D,T)
   * @param b input directions (B,N,T), or (B,G,N,T) where channel d uses group d / (D/G)
   * @param c output directions, of the shape of b
   * @param z gates (B,D,T), or null for none
   * @param state x before the first step (B,D,N), or null for zero
   * @return output y (B,D,T) and state (B,D,N)
   * @throws IllegalArgumentException naming the first array that does not fit
   */
  public ScanResult run(
      ScanForm form,
      NDArray u,
      NDArray delta,
      NDArray b,
      NDArray c,
      @Nullable NDArray z,
      @Nullable NDArray state) {
    return run(form, new SelectiveInputs(Axes.TIME_LAST, u, delta, b, c, z, state));
  }

  /**
   * Runs the recurrence on arrays with time before channels, as mixers have them; the fused form
   * reads these without rearranging them.
   *
   * @param u inputs (B,T,D)
   * @param delta step sizes (B,T,D)
   * @param b input directions (B,T,N) or (B,T,G,N)
   * @param c output directions, of the shape of b
   * @param z gates (B,T,D), or null for none
   * @return output y (B,T,D) and state (B,D,N)
   */
  public ScanResult runByStep(
      ScanForm form,
      NDArray u,
      NDArray delta,
      NDArray b,
      NDArray c,
      @Nullable NDArray z,
      @Nullable NDArray state) {
    return run(form, new SelectiveInputs(Axes.CHANNELS_LAST, u, delta, b, c, z, state));
  }

  /**
   * The fused form of a recurrence whose directions and gates lie in the last columns of the arrays
   * in which a mixer has projected them: nothing is copied.
   *
   * @param u inputs (B,T,D)
   * @param delta step sizes (B,T,D)
   * @param directions (B,T,columns), of which the last 2 N are B and C
   * @param gates (B,T,columns), of which the last D are z
   * @param state x before the first step (B,D,N)
   * @param threads at most
   * @return output y (B,T,D) and state (B,D,N), on the manager of the state
   */
  public ScanResult runColumns(
      NDArray u, NDArray delta, NDArray directions, NDArray gates, NDArray state, int threads) {
    Shape s = u.getShape();
    SelectiveShape shape = new SelectiveShape(s.get(0), s.get(1), 1, s.get(2), a.getShape().get(1));
    if (!delta.getShape().equals(s)
        || !state.getShape().equals(shape.stateShape())
        || directions.getShape().get(2) < 2 * shape.states()
        || gates.getShape().get(2) < shape.channels()) {
      throw new IllegalArgumentException(
          "u is %s, delta %s, directions %s, gates %s and state %s: they do not fit"
              .formatted(
                  s, delta.getShape(), directions.getShape(), gates.getShape(), state.getShape()));
    }
    return FusedSelectiveScan.runColumns(
        this,
        () -> ScanMemory.ofColumns(u, delta, directions, gates, shape),
        shape,
        state,
        threads);
  }

  private ScanResult run(ScanForm form, SelectiveInputs inputs) {
    SelectiveShape shape = inputs.check(this);
    return switch (form.kind()) {
      case NAIVE -> NaiveSelectiveScan.run(this, inputs, shape);
      case CHUNKED -> ChunkedSelectiveScan.run(this, inputs, shape, form.size());
      case FUSED -> FusedSelectiveScan.run(this, inputs, shape, form.size());
    };
  }
}
