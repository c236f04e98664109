package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.audio.separation.net.demucs.HybridConfig.Residual;
import org.scanline.backbones.layer.Scoped;

/** A level of an encoder, of the spectrum (F,C,T) or the waveform (1,C,T). */
final class EncoderLayer extends Part implements FrequencyEncoder {
  private static final String ACTIVATION = "gelu";

  private final StridedConvolution convolution;
  private final @Nullable JointNorm norm;
  private final @Nullable ResidualBranch residual;
  private final @Nullable GatedConvolution gate;
  private final @Nullable JointNorm gateNorm;
  private final int stride;
  private final boolean frequency;

  /** Declares the parameters. */
  EncoderLayer(Level level, StridedConvolution.Config shape) {
    frequency = shape.frequency();
    stride = shape.stride();
    int out = shape.outputs();
    convolution = part("conv", new StridedConvolution(shape, ACTIVATION));
    norm = level.groups() > 0 ? part("norm1", new JointNorm(level.groups(), out)) : null;
    gate =
        level.gated()
            ? part(
                "rewrite",
                new GatedConvolution(
                    GatedConvolution.Config.of(
                        frequency, out, level.contextEncoder(), level.contextEncoder())))
            : null;
    gateNorm =
        gate != null && level.groups() > 0
            ? part("norm2", new JointNorm(level.groups(), 2 * out))
            : null;
    Residual branch = level.encoder();
    residual = branch == null ? null : part("dconv", new ResidualBranch(branch.with(out)));
  }

  /** A layer that is its convolution alone; torchaudio gives it a norm, which it never uses. */
  private EncoderLayer(StridedConvolution.Config shape, int unusedGroups) {
    frequency = shape.frequency();
    stride = shape.stride();
    convolution = part("conv", new StridedConvolution(shape, ACTIVATION));
    norm = null;
    gate = null;
    gateNorm = null;
    residual = null;
    if (unusedGroups > 0) {
      part("norm1", new JointNorm(unusedGroups, shape.outputs()));
    }
  }

  /** The last level of the waveform's branch. */
  static EncoderLayer convolutionAlone(StridedConvolution.Config shape, int unusedGroups) {
    return new EncoderLayer(shape, unusedGroups);
  }

  /** The convolution alone, filled up to whole steps along the time. */
  NDArray convolve(NDArray x, boolean active) {
    long missing = frequency ? 0 : Math.floorMod(-x.getShape().get(2), (long) stride);
    NDArray whole =
        missing == 0
            ? x
            : Script.of("x", "return torch.constant_pad_nd(x, [0, %d], 0)", missing)
                .apply(false, x);
    return convolution.apply(whole, active);
  }

  @Override
  public NDArray apply(NDArray x, @Nullable NDArray inject) {
    return Scoped.of(
        () -> {
          boolean plain = norm == null && inject == null;
          NDArray y = convolve(x, plain);
          if (inject != null) {
            y = Script.add(y, inject);
          }
          if (!plain) {
            y = Activation.apply(ACTIVATION, norm == null ? y : norm.apply(y));
          }
          if (residual != null) {
            y = residual.apply(y);
          }
          return gate == null ? y : gate.apply(y, gateNorm);
        });
  }
}
