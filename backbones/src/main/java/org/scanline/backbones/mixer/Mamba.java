package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.selective.SelectiveScan;

/**
 * Mamba (Gu and Dao, 2023): a diagonal state space of each channel whose step sizes and directions
 * depend on the input, after a short convolution.
 *
 * <p>One projection gives x and z; x passes a causal convolution of four taps and silu, and from it
 * come delta (through rank R), B and C; the scan's output times silu(z) is projected. With negative
 * eigenvalues the factors of the state are 2 e^(delta A) - 1 (Grazzi et al., 2024). Parameter names
 * as in state-spaces/mamba. State: convolution tail (B,E,4) and x (B,E,N).
 */
public final class Mamba extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param inner E, usually 2 D
   * @param rank R, inner width of the projection to the step sizes
   * @param state N
   * @param negativeEigenvalues whether factors reach from -1 to 1
   */
  public record Config(int width, int inner, int rank, int state, boolean negativeEigenvalues) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || inner < 1 || rank < 1 || state < 1) {
        throw new IllegalArgumentException(
            "width="
                + width
                + ", inner="
                + inner
                + ", rank="
                + rank
                + ", state="
                + state
                + " must all be at least 1");
      }
    }

    /** The defaults of the reference implementation: E = 2 D, R = D/16 rounded up, N = 16. */
    public Config(int width) {
      this(width, 2 * width, (width + 15) / 16, 16, false);
    }
  }

  private static final int TAPS = 4;
  private final Config config;
  private final Projection input;
  private final CausalConvolution convolution;
  private final Projection selection;
  private final StepProjection steps;
  private final Parameter logA;
  private final Parameter direct;
  private final Projection output;

  /** Declares the parameters. */
  public Mamba(Config config) {
    super(config.width());
    this.config = config;
    int e = config.inner();
    int r = config.rank();
    input = addChildBlock("in_proj", new Projection(config.width(), 2L * e, false));
    convolution = addChildBlock("conv1d", new CausalConvolution(e, TAPS, true));
    selection = addChildBlock("x_proj", new Projection(e, r + 2L * config.state(), false));
    steps = addChildBlock("dt_proj", new StepProjection(r, e));
    logA = parameter("A_log", StepSizes.logRates(), e, config.state());
    direct = parameter("D", constant(1), e);
    output = addChildBlock("out_proj", new Projection(e, config.width(), false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    return new Shape[] {
      convolution.tailShape(batch), new Shape(batch, config.inner(), config.state())
    };
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    if (form.kind() == ScanForm.Kind.FUSED && !training) {
      return fused(store, x, state, form.size());
    }
    NDList xz = input.apply(store, x, training).split(new long[] {config.inner()}, 2);
    NDList convolved = convolution.apply(store, xz.get(0), state.get(0), training);
    NDArray u = Activations.silu(convolved.get(0));
    int r = config.rank();
    NDList selected = // of widths R, N, N
        selection.apply(store, u, training).split(new long[] {r, r + config.state()}, 2);
    SelectiveScan recurrence = recurrence(store, x, training);
    ScanResult scan =
        recurrence.runByStep(
            form,
            u,
            steps.apply(store, selected.get(0), training),
            selected.get(1),
            selected.get(2),
            xz.get(1),
            state.get(1));
    NDArray y = output.apply(store, scan.output(), training);
    return new NDList(y, convolved.get(1), scan.state());
  }

  /** The same with fewer copies: what is projected is read where it lies. */
  private NDList fused(ParameterStore store, NDArray x, NDList state, int threads) {
    NDArray xz = input.apply(store, x, false);
    NDList convolved = convolution.applyActivated(store, xz, state.get(0));
    NDArray u = convolved.get(0);
    NDArray selected = selection.apply(store, u, false); // of widths R, N, N
    NDArray narrow = selected.get(new NDIndex("..., :{}", config.rank()));
    ScanResult scan =
        recurrence(store, x, false)
            .runColumns(u, steps.apply(store, narrow, false), selected, xz, state.get(1), threads);
    NDArray y = output.apply(store, scan.output(), false);
    return new NDList(y, convolved.get(1), scan.state());
  }

  private SelectiveScan recurrence(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    return new SelectiveScan(
        local(x, value(store, logA, device, training)).exp().neg(),
        value(store, direct, device, training),
        steps.bias(store, device, training),
        config.negativeEigenvalues());
  }
}
