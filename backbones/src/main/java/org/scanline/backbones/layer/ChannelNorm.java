package org.scanline.backbones.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Group norm over channels first, x (B,C,...): each group of neighbouring channels with all its
 * positions to mean 0 and variance 1 (Wu and He, 2018), as PyTorch's GroupNorm; one group is the
 * global layer norm of separation nets. Parameters weight and bias (C).
 *
 * <p>{@link GroupNorm} is the same for one step at a time, channels last.
 */
public final class ChannelNorm extends UnaryLayer {
  private final int groups;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** Declares the parameters; epsilon is added to variances. */
  public ChannelNorm(int groups, int channels, double epsilon) {
    Heads.demand(channels, groups);
    this.groups = groups;
    this.epsilon = epsilon;
    weight = parameter("weight", constant(1), channels);
    bias = parameter("bias", constant(0), channels);
  }

  /** Normalizes x (B,C,...). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    return TorchOperators.groupNorm(
        training,
        x,
        groups,
        value(store, weight, device, training),
        value(store, bias, device, training),
        epsilon);
  }
}
