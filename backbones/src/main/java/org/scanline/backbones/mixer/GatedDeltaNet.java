package org.scanline.backbones.mixer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import org.scanline.backbones.layer.Projection;

/**
 * Gated DeltaNet (Yang et al., 2025): the delta rule with one data-dependent decay for each head,
 * as in Mamba-2.
 *
 * <p>The log decay is -e^A_log softplus(a_proj x + dt_bias). Parameter names as in
 * flash-linear-attention. State: see {@link DeltaMixer}.
 */
public final class GatedDeltaNet extends DeltaMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H
   * @param keys K, width of a head's keys
   * @param values V, width of a head's values
   * @param negativeEigenvalues whether writes reach strength 2, so that a state may change its sign
   * @param outputGate whether each head's output is multiplied by silu of a projection
   */
  public record Config(
      int width, int heads, int keys, int values, boolean negativeEigenvalues, boolean outputGate) {
    /** Checks that the sizes are there. */
    public Config {
      if (width < 1 || heads < 1 || keys < 1 || values < 1) {
        throw new IllegalArgumentException(
            "width=%d, heads=%d, keys=%d, values=%d must all be at least 1"
                .formatted(width, heads, keys, values));
      }
    }

    /**
     * The proportions of the reference implementation: keys of three quarters of the width in all,
     * rounded down to whole channels of a head, values twice as wide, and an output gate.
     */
    public Config(int width, int heads) {
      this(width, heads, 3 * width / (4 * heads), 2 * (3 * width / (4 * heads)), false, true);
    }
  }

  private final Projection step;
  private final Parameter stepBias;
  private final Parameter logA;

  /** Declares the parameters. */
  public GatedDeltaNet(Config config) {
    super(
        config.width(),
        config.heads(),
        config.keys(),
        config.values(),
        config.negativeEigenvalues(),
        config.outputGate());
    step = addChildBlock("a_proj", new Projection(config.width(), config.heads(), false));
    stepBias = parameter("dt_bias", StepSizes.initializer(), config.heads());
    logA = parameter("A_log", decays(), config.heads());
  }

  /** Logarithm of decay rates up to 16. */
  static Initializer decays() {
    return (manager, shape, type) -> manager.randomUniform(1e-4f, 16, shape, type).log();
  }

  @Override
  NDArray logGate(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    NDArray size = step.apply(store, x, training).add(value(store, stepBias, device, training));
    NDArray rate = local(x, value(store, logA, device, training)).exp().neg();
    return Activation.softPlus(size).mul(rate).transpose(0, 2, 1);
  }
}
