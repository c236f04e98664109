package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.StateSpaceDual;

/**
 * Mamba-2 (Dao and Gu, 2024): one data-dependent decay for each head, after a short convolution.
 *
 * <p>One projection gives z, xBC and dt; xBC passes a causal convolution of four taps and silu; the
 * scan follows; its output times silu(z) is RMS-normalized and projected. Parameter names as in
 * state-spaces/mamba. State: convolution tail (B,E+2GN,4) and h (B,H,P,N), with E = H P.
 */
public final class Mamba2 extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param inner E, usually 2 D
   * @param heads H; must divide E
   * @param groups G, groups of heads that share B and C; must divide H
   * @param state N
   */
  public record Config(int width, int inner, int heads, int groups, int state) {
    /** Checks that the sizes fit together. */
    public Config {
      if (width < 1 || heads < 1 || groups < 1 || state < 1) {
        throw new IllegalArgumentException(
            "width="
                + width
                + ", heads="
                + heads
                + ", groups="
                + groups
                + ", state="
                + state
                + " must all be at least 1");
      }
      if (inner < 1 || inner % heads != 0) {
        throw new IllegalArgumentException(
            "inner=" + inner + " must be a multiple of heads=" + heads);
      }
      if (heads % groups != 0) {
        throw new IllegalArgumentException(
            "heads=" + heads + " must be a multiple of groups=" + groups);
      }
    }

    private int convolved() {
      return inner + 2 * groups * state;
    }
  }

  private static final int TAPS = 4;
  private static final double EPSILON = 1e-5;
  private final Config config;
  private final Projection input;
  private final CausalConvolution convolution;
  private final Parameter stepBias;
  private final Parameter logA;
  private final Parameter direct;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public Mamba2(Config config) {
    super(config.width());
    this.config = config;
    int outputs = config.inner() + config.convolved() + config.heads();
    input = addChildBlock("in_proj", new Projection(config.width(), outputs, false));
    convolution = addChildBlock("conv1d", new CausalConvolution(config.convolved(), TAPS, true));
    stepBias = parameter("dt_bias", StepSizes.initializer(), config.heads());
    logA = parameter("A_log", decays(), config.heads());
    direct = parameter("D", constant(1), config.heads());
    norm = addChildBlock("norm", new RmsNorm(config.inner(), EPSILON));
    output = addChildBlock("out_proj", new Projection(config.inner(), config.width(), false));
  }

  /** Logarithm of decay rates between 1 and 16. */
  private static Initializer decays() {
    return (manager, shape, type) -> manager.randomUniform(1, 16, shape, type).log();
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    int p = config.inner() / config.heads();
    return new Shape[] {
      convolution.tailShape(batch), new Shape(batch, config.heads(), p, config.state())
    };
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    long b = x.getShape().get(0);
    long t = x.getShape().get(1);
    long e = config.inner();
    long g = config.groups();
    long n = config.state();
    Device device = x.getDevice();
    NDList zxd = input.apply(store, x, training).split(new long[] {e, e + config.convolved()}, 2);
    NDList convolved = convolution.apply(store, zxd.get(1), state.get(0), training);
    NDList xbc = Activations.silu(convolved.get(0)).split(new long[] {e, e + g * n}, 2);
    StateSpaceDual ssd =
        new StateSpaceDual(
            local(x, value(store, logA, device, training)).exp().neg(),
            value(store, direct, device, training),
            value(store, stepBias, device, training));
    ScanResult scan =
        ssd.run(
            xbc.get(0).reshape(b, t, config.heads(), e / config.heads()),
            zxd.get(2),
            xbc.get(1).reshape(b, t, g, n),
            xbc.get(2).reshape(b, t, g, n),
            state.get(1),
            form);
    NDArray gated = scan.output().reshape(b, t, e).mul(Activations.silu(zxd.get(0)));
    NDArray y = output.apply(store, norm.apply(store, gated, training), training);
    return new NDList(y, convolved.get(1), scan.state());
  }
}
