package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Set;
import org.scanline.backbones.layer.PointwiseConvolution;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.convolution.DiagonalStateSpace;

/**
 * S4D (Gu et al., 2022, arXiv 2206.11893): a diagonal linear state space of each channel, the same
 * at every step, then GELU and a gated projection.
 *
 * <p>y = GLU(W gelu(K * x + D x) + b); A starts at -1/2 + i pi n (S4D-Lin). Parameter names as in
 * models/s4/s4d.py of state-spaces/s4. State: x (B,D,N/2,2), real and imaginary parts.
 */
public final class S4d extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param state N, even: modes come in conjugate pairs
   */
  public record Config(int width, int state) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || state < 2 || state % 2 != 0) {
        throw new IllegalArgumentException(
            "width=%d must be at least 1, state=%d even and at least 2".formatted(width, state));
      }
    }

    /** The default of the reference implementation: N = 64. */
    public Config(int width) {
      this(width, 64);
    }
  }

  private final Config config;
  private final DiagonalKernel kernel;
  private final Parameter direct;
  private final PointwiseConvolution output;

  /** Declares the parameters. */
  public S4d(Config config) {
    super(config.width());
    this.config = config;
    int d = config.width();
    kernel = addChildBlock("kernel", new DiagonalKernel(d, config.state() / 2));
    direct = parameter("D", (manager, shape, type) -> manager.randomNormal(shape, type), d);
    output = addChildBlock("output_linear.0", new PointwiseConvolution(d, 2L * d));
  }

  /** The parameters that train at a rate of 0.001 at most and without weight decay. */
  public static Set<String> slowParameters() {
    return Set.of("kernel.log_dt", "kernel.log_A_real", "kernel.A_imag");
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    return new Shape[] {new Shape(batch, config.width(), config.state() / 2, 2)};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    Device device = x.getDevice();
    DiagonalStateSpace space = kernel.space(store, device, training);
    ScanResult scan = space.runByStep(form, x, state.get(0));
    NDArray y = scan.output().add(x.mul(value(store, direct, device, training)));
    NDArray projected = output.apply(store, Activation.gelu(y), training);
    NDList halves = projected.split(2, 2);
    return new NDList(halves.get(0).mul(Activation.sigmoid(halves.get(1))), scan.state());
  }
}
