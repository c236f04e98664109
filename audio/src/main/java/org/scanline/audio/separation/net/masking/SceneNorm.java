package org.scanline.audio.separation.net.masking;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * Asteroid's norms of x (B,C,...): over all channels and positions together (gLN), or over the
 * channels of each position (cLN; Luo and Mesgarani, 2019, section II.D); parameters gamma and beta
 * (C).
 */
public final class SceneNorm extends UnaryLayer {
  private static final double EPSILON = 1e-8;

  private final Parameter gamma;
  private final Parameter beta;
  private final TorchFunction function;

  /** Declares the parameters. */
  public SceneNorm(int channels, boolean global) {
    gamma = parameter("gamma", constant(1), channels);
    beta = parameter("beta", constant(0), channels);
    function =
        TorchFunction.of(
            "x: Tensor, gain: Tensor, shift: Tensor",
            global
                ? "return torch.group_norm(x, 1, gain, shift, %s)".formatted(EPSILON)
                : "return torch.transpose(torch.layer_norm(torch.transpose(x, 1, -1), [%d], gain,"
                        .formatted(channels)
                    + " shift, %s), 1, -1)".formatted(EPSILON));
  }

  /** Normalizes x (B,C,...). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    return function.apply(
        training, x, value(store, gamma, device, training), value(store, beta, device, training));
  }
}
