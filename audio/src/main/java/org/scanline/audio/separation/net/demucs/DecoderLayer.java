package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.audio.separation.net.demucs.HybridConfig.Residual;
import org.scanline.backbones.layer.Scoped;

/** A level of a decoder, of the spectrum (F,C,T) or the waveform (1,C,T). */
final class DecoderLayer extends Part implements FrequencyDecoder {
  private static final String ACTIVATION = "gelu";

  private final TransposedConvolution convolution;
  private final @Nullable JointNorm norm;
  private final @Nullable ResidualBranch residual;
  private final @Nullable GatedConvolution gate;
  private final @Nullable JointNorm gateNorm;
  private final boolean frequency;
  private final boolean last;
  private final int padding;

  /**
   * Declares the parameters.
   *
   * @param shape of the encoder's convolution, which is undone here
   * @param outputs channels given
   * @param last whether it gives the net's output
   */
  DecoderLayer(Level level, StridedConvolution.Config shape, int outputs, boolean last) {
    this(shape, outputs, level.groups(), last, level, true);
  }

  private DecoderLayer(
      StridedConvolution.Config shape,
      int outputs,
      int groups,
      boolean last,
      Level level,
      boolean whole) {
    this.last = last;
    frequency = shape.frequency();
    padding = shape.padding();
    int in = shape.outputs();
    convolution =
        part(
            "conv_tr",
            new TransposedConvolution(
                new StridedConvolution.Config(
                    frequency, in, outputs, shape.kernel(), shape.stride(), 0),
                ACTIVATION));
    norm = groups > 0 ? part("norm2", new JointNorm(groups, outputs)) : null;
    boolean gated = whole && level.gated();
    gate =
        gated
            ? part(
                "rewrite",
                new GatedConvolution(
                    GatedConvolution.Config.of(
                        frequency, in, level.banded() ? 0 : level.context(), level.context())))
            : null;
    gateNorm = gated && groups > 0 ? part("norm1", new JointNorm(groups, 2 * in)) : null;
    Residual branch = whole ? level.decoder() : null;
    residual = branch == null ? null : part("dconv", new ResidualBranch(branch.with(in)));
  }

  /** The first level of the waveform's branch, which takes what the spectrum's branch has. */
  static DecoderLayer convolutionAlone(
      Level level, StridedConvolution.Config shape, int outputs, boolean last) {
    return new DecoderLayer(shape, outputs, level.groups(), last, level, false);
  }

  /**
   * What the transposed convolution is given.
   *
   * @param x from the level below; is changed
   */
  NDArray before(NDArray x) {
    return Scoped.of(
        () -> {
          NDArray y = gate == null ? x.reshape(x.getShape()) : gate.apply(x, gateNorm);
          return residual == null ? y : residual.apply(y);
        });
  }

  /**
   * The level's output.
   *
   * @param y as {@link #before} gives it
   * @param length frames wanted, where it goes along the time
   */
  NDArray after(NDArray y, long length) {
    return Scoped.of(
        () -> {
          boolean active = !last && norm == null;
          NDArray z = convolution.apply(y, active);
          if (norm != null) {
            z = norm.apply(z);
          }
          long rows = z.getShape().get(0);
          z =
              frequency
                  ? z.get(new NDIndex().addSliceDim(padding, rows - padding))
                  : z.get(new NDIndex().addAllDim(2).addSliceDim(padding, padding + length));
          return last || active ? z : Activation.apply(ACTIVATION, z);
        });
  }

  @Override
  public NDArray apply(NDArray x, long length) {
    return Scoped.of(() -> after(before(x), length));
  }

  /** The transposed convolution with nothing cut off and no activation. */
  NDArray whole(NDArray y) {
    return convolution.apply(y, false);
  }

  /** The bias of the transposed convolution. */
  NDArray bias() {
    return convolution.bias();
  }
}
