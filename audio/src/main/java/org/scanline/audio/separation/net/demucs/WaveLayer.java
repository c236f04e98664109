package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scoped;

/** A level of an encoder or decoder over the waveform (1,C,T), whose parts are numbered. */
final class WaveLayer extends Part {
  private final WaveConfig config;
  private final @Nullable StridedConvolution down;
  private final @Nullable TransposedConvolution up;
  private final @Nullable JointNorm norm;
  private final @Nullable ResidualBranch residual;
  private final @Nullable GatedConvolution gate;
  private final @Nullable JointNorm gateNorm;
  private final boolean last;
  private int number;

  /**
   * Declares the parameters.
   *
   * @param level 0 for the outermost
   * @param outside channels on the side of the sound
   * @param decoder which way it goes
   */
  WaveLayer(WaveConfig config, int level, int outside, boolean decoder) {
    this.config = config;
    int inside = config.channelsOf(level);
    last = decoder && level == 0;
    boolean normed = level >= config.normStarts();
    StridedConvolution.Config shape =
        new StridedConvolution.Config(
            false,
            decoder ? inside : outside,
            decoder ? outside : inside,
            config.kernel(),
            config.stride(),
            0);
    down = decoder ? null : next(new StridedConvolution(shape, config.activation()));
    JointNorm first = decoder ? null : slot(normed, inside);
    number += decoder ? 0 : 1; // the activation
    ResidualBranch branch = decoder ? null : branch(level, inside, 1);
    gate = config.rewrite() ? next(gate(inside, decoder)) : null;
    gateNorm = gate == null ? null : slot(normed, config.gated() ? 2 * inside : inside);
    number += gate == null ? 0 : 1;
    residual = decoder ? branch(level, inside, 2) : branch;
    up = decoder ? next(new TransposedConvolution(shape, config.activation())) : null;
    norm = decoder && !last ? slot(normed, outside) : first;
  }

  private <B extends Part> B next(B part) {
    return part(Integer.toString(number++), part);
  }

  /** A norm, or the number that its absence leaves. */
  private @Nullable JointNorm slot(boolean present, int channels) {
    if (!config.slots()) {
      return null;
    }
    if (!present) {
      number++;
      return null;
    }
    return next(new JointNorm(config.normGroups(), channels));
  }

  private @Nullable ResidualBranch branch(int level, int channels, int bit) {
    boolean present = (config.residual().mode() & bit) != 0;
    return present ? next(new ResidualBranch(config.residual().at(level, channels))) : null;
  }

  private GatedConvolution gate(int channels, boolean decoder) {
    int columns = decoder ? config.columns() : 1;
    int padding = config.padded() ? columns / 2 : 0;
    return new GatedConvolution(
        new GatedConvolution.Config(false, channels, config.gated(), 1, columns, padding));
  }

  /** The level's output. */
  NDArray apply(NDArray x) {
    return Scoped.of(
        () -> {
          NDArray y = x;
          if (down != null) {
            y = activated(down.apply(y, norm == null));
            y = residual == null ? y : residual.apply(y);
          }
          y = gate == null ? y : gate.apply(y, gateNorm);
          if (up != null) {
            y = residual == null ? y : residual.apply(y);
            y = activated(up.apply(y, norm == null && !last));
          }
          return y;
        });
  }

  private NDArray activated(NDArray y) {
    return norm == null ? y : Activation.apply(config.activation(), norm.apply(y));
  }
}
