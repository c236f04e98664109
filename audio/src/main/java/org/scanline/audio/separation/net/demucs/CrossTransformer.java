package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scoped;

/**
 * The transformer between the U-nets of Hybrid Transformer Demucs (Rouard, Massa and Défossez,
 * 2023, arXiv 2211.08553, section 3): tokens of the spectrum (1,T·F,D) and of the waveform (1,T,D).
 */
final class CrossTransformer extends Part {
  private static final String POSITIONS_OF_SPECTRUM =
      """
      n, d = torch.size(x)[1:]
      frames = int(size)
      e = d // 2
      i = torch.cumsum(torch.new_ones(x, [e // 2]) * 2., 0) - 2.
      r = torch.exp(i * (0. - %1$s / e))
      t = torch.cumsum(torch.new_ones(x, [frames, 1]), 0) - 1.
      f = torch.cumsum(torch.new_ones(x, [n // frames, 1]), 0) - 1.
      t = torch.reshape(torch.stack([torch.sin(t * r), torch.cos(t * r)], 2), [1, frames, 1, e])
      f = torch.reshape(torch.stack([torch.sin(f * r), torch.cos(f * r)], 2), [1, 1, n // frames, e])
      y = torch.reshape(%3$s, [1, frames, n // frames, d])
      y[:, :, :, :e] += t * %2$s
      y[:, :, :, e:] += f * %2$s
      return torch.reshape(y, [1, n, d])""";

  private static final String POSITIONS_OF_WAVEFORM =
      """
      n, d = torch.size(x)[1:]
      e = d // 2
      i = torch.cumsum(torch.new_ones(x, [e]), 0) - 1.
      t = torch.cumsum(torch.new_ones(x, [n, 1]), 0) - %4$s
      p = t / torch.pow(%1$s, i / (e - 1))
      y = %3$s
      y[:, :, :e] += torch.cos(p) * %2$s
      y[:, :, e:] += torch.sin(p) * %2$s
      return y""";

  private final TransformerConfig config;
  private final @Nullable Affine norm;
  private final @Nullable Affine timeNorm;
  private final List<TransformerLayer> layers = new ArrayList<>();
  private final List<TransformerLayer> timeLayers = new ArrayList<>();

  /** Tokens of the spectrum and of the waveform. */
  record Tokens(NDArray spectrum, NDArray waveform) {}

  /** Declares the parameters. */
  CrossTransformer(TransformerConfig config) {
    this.config = config;
    boolean normed = config.input() != TransformerConfig.Input.NONE;
    norm = normed ? part("norm_in", Affine.norm(config.width())) : null;
    timeNorm = normed ? part("norm_in_t", Affine.norm(config.width())) : null;
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new TransformerLayer(config, cross(i)));
      timeLayers.add(new TransformerLayer(config, cross(i)));
    }
    parts("layers", layers);
    parts("layers_t", timeLayers);
  }

  private boolean cross(int layer) {
    return (layer % 2 == 1) != config.crossFirst();
  }

  /** Runs all layers; both arrays of tokens belong to the caller. */
  Tokens apply(Tokens in, long frames) {
    NDArray x = placed(in.spectrum(), norm, frames);
    NDArray xt = placed(in.waveform(), timeNorm, 0);
    Tokens tokens = new Tokens(x, xt);
    for (int i = 0; i < config.layers(); i++) {
      tokens = layer(i, tokens);
    }
    return tokens;
  }

  private Tokens layer(int i, Tokens in) {
    NDArray x = in.spectrum();
    NDArray xt = in.waveform();
    NDArray[] out = new NDArray[2];
    SideBySide.run(
        () -> out[0] = Scoped.of(() -> layers.get(i).apply(x, cross(i) ? xt : x)),
        () -> out[1] = Scoped.of(() -> timeLayers.get(i).apply(xt, cross(i) ? x : xt)));
    x.close();
    xt.close();
    return new Tokens(out[0], out[1]);
  }

  /** Normed, with the embedding of the positions; frames are 0 for the waveform. */
  private NDArray placed(NDArray x, @Nullable Affine normed, long frames) {
    NDArray weight = normed == null ? x : normed.weight();
    NDArray bias = normed == null ? x : normed.bias();
    boolean joint = config.input() == TransformerConfig.Input.JOINT;
    String start = normed == null ? "torch.clone(x)" : TokenNorm.of(joint, "x", "w", "b");
    double weighting = config.embedding();
    return Scoped.of(
        () -> {
          if (frames > 0) {
            return Script.of(
                    "x, w, b, size",
                    POSITIONS_OF_SPECTRUM,
                    Math.log(config.period()),
                    weighting,
                    start)
                .apply(false, x, weight, bias, x.getManager().create(frames));
          }
          String zero = config.centred() ? "(n + 1) / 2" : "1.";
          return Script.of(
                  "x, w, b", POSITIONS_OF_WAVEFORM, config.period(), weighting, start, zero)
              .apply(false, x, weight, bias);
        });
  }
}
