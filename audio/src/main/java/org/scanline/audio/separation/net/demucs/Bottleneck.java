package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.CrossTransformer.Tokens;
import org.scanline.backbones.layer.Scoped;

/**
 * The way from the U-nets (F,C,T) and (1,C,T) through the transformer and back; its parts stand
 * among those of the net.
 */
final class Bottleneck {
  private static final String TO_TOKENS = "torch.reshape(torch.permute(x, [2, 0, 1]), [1, -1, %d])";
  private static final String TO_ROWS =
      "torch.contiguous(torch.permute(torch.reshape(y, [int(frames), -1, %d]), [1, 2, 0]))";

  private final int channels;
  private final CrossTransformer transformer;
  private final Part.@Nullable Affine widen;
  private final Part.@Nullable Affine narrow;
  private final Part.@Nullable Affine timeWiden;
  private final Part.@Nullable Affine timeNarrow;

  /** Adds the parts to the net. */
  Bottleneck(Part net, HybridConfig config, TransformerConfig shape) {
    channels = config.inner();
    int width = config.bottom();
    boolean dense = width > 0;
    widen = dense ? net.part("channel_upsampler", pointwise(channels, width)) : null;
    narrow = dense ? net.part("channel_downsampler", pointwise(width, channels)) : null;
    timeWiden = dense ? net.part("channel_upsampler_t", pointwise(channels, width)) : null;
    timeNarrow = dense ? net.part("channel_downsampler_t", pointwise(width, channels)) : null;
    transformer = net.part("crosstransformer", new CrossTransformer(shape));
  }

  private static Part.Affine pointwise(int inputs, int outputs) {
    return new Part.Affine(outputs, outputs, inputs, 1);
  }

  /** Runs the transformer; what it is given stays as it is. */
  Tokens apply(NDArray x, NDArray time) {
    long frames = x.getShape().get(2);
    NDArray tokens = Scoped.of(() -> tokens(x, widen));
    NDArray timeTokens = Scoped.of(() -> tokens(time, timeWiden));
    Tokens out = transformer.apply(new Tokens(tokens, timeTokens), frames);
    NDArray rows = Scoped.of(() -> rows(out.spectrum(), narrow, frames));
    out.spectrum().close();
    NDArray timeRows = Scoped.of(() -> rows(out.waveform(), timeNarrow, time.getShape().get(2)));
    out.waveform().close();
    return new Tokens(rows, timeRows);
  }

  private NDArray tokens(NDArray x, Part.@Nullable Affine dense) {
    String all = TO_TOKENS.formatted(channels);
    return dense == null
        ? Script.of("x", "return torch.clone(" + all + ")").apply(false, x)
        : Script.of("x, w, b", "return torch.linear(" + all + ", torch.squeeze(w, 2), b)")
            .apply(false, x, dense.weight(), dense.bias());
  }

  private NDArray rows(NDArray x, Part.@Nullable Affine dense, long frames) {
    String rows = TO_ROWS.formatted(channels);
    NDArray count = x.getManager().create(frames);
    return dense == null
        ? Script.of("x, frames", "y = x\nreturn " + rows).apply(false, x, count)
        : Script.of(
                "x, w, b, frames", "y = torch.linear(x, torch.squeeze(w, 2), b)\nreturn " + rows)
            .apply(false, x, dense.weight(), dense.bias(), count);
  }
}
