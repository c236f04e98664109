package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Set;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.convolution.DenseStateSpace;

/**
 * The linear state-space layer LSSL (Gu et al., 2021, arXiv 2110.13985) with the HiPPO-LegS matrix,
 * made discrete by the bilinear rule with a step size of each channel's own.
 *
 * <p>y = W gelu(C x + D u) + b; it learns log_dt, C, D and W, while A stays as it is. Slow beside
 * S4D: it is here as the definition that S4D approximates. State: x (B,D,N).
 */
public final class Lssl extends Mixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param state N
   */
  public record Config(int width, int state) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || state < 1) {
        throw new IllegalArgumentException(
            "width=%d and state=%d must be at least 1".formatted(width, state));
      }
    }
  }

  private final Config config;
  private final Parameter logStep;
  private final Parameter c;
  private final Parameter direct;
  private final Projection output;

  /** Declares the parameters. */
  public Lssl(Config config) {
    super(config.width());
    this.config = config;
    long d = config.width();
    logStep =
        parameter(
            "log_dt",
            (manager, shape, type) ->
                manager.randomUniform((float) Math.log(0.001), (float) Math.log(0.1), shape, type),
            d);
    c = parameter("C", dense(config.state()), d, config.state());
    direct = parameter("D", constant(1), d);
    output = addChildBlock("output_linear", new Projection(d, d, true));
  }

  /** The parameters that train at a rate of 0.001 at most and without weight decay. */
  public static Set<String> slowParameters() {
    return Set.of("log_dt");
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    return new Shape[] {new Shape(batch, config.width(), config.state())};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    Device device = x.getDevice();
    DenseStateSpace space =
        DenseStateSpace.legendre(
            value(store, logStep, device, training), local(x, value(store, c, device, training)));
    ScanResult scan = space.run(form, x.transpose(0, 2, 1), state.get(0));
    NDArray read = scan.output().transpose(0, 2, 1);
    NDArray y = read.add(x.mul(value(store, direct, device, training)));
    return new NDList(output.apply(store, Activation.gelu(y), training), scan.state());
  }
}
