package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Demucs over the waveform (Défossez et al., 2019, arXiv 1911.13254) in its three generations: a
 * U-net with an LSTM at the bottom or, in the third, in residual branches; x (1,C,T) to stems
 * (1,S,C,T).
 */
final class WaveNet extends Part {
  private static final TorchFunction CENTRED =
      Script.of("x, sides", "return torch.constant_pad_nd(x, [int(sides[0]), int(sides[1])], 0)");
  private static final TorchFunction MONO = Script.of("x", "return torch.mean(x, [1])");

  private final WaveConfig config;
  private final List<WaveLayer> encoders = new ArrayList<>();
  private final List<WaveLayer> decoders = new ArrayList<>(); // from the bottom
  private final @Nullable RecurrentWindows lstm;
  private final JuliusResampler twice = new JuliusResampler(1, 2);
  private final JuliusResampler half = new JuliusResampler(2, 1);

  /** Declares the parameters. */
  WaveNet(WaveConfig config) {
    this.config = config;
    int audio = config.audioChannels();
    for (int i = 0; i < config.depth(); i++) {
      int outside = i == 0 ? audio : config.channelsOf(i - 1);
      encoders.add(new WaveLayer(config, i, outside, false));
      int given = i == 0 ? audio * config.stems().size() : outside;
      decoders.add(0, new WaveLayer(config, i, given, true));
    }
    parts("encoder", encoders);
    parts("decoder", decoders);
    int bottom = config.channelsOf(config.depth() - 1);
    lstm =
        config.lstmLayers() > 0
            ? part("lstm", new RecurrentWindows(bottom, config.lstmLayers(), false))
            : null;
  }

  /**
   * Separates one piece.
   *
   * <p>The third generation fills the piece up by zeros to what leaves no rest; the first two take
   * it as it is and give less than they got, and what they lack at both ends is zero here.
   *
   * @param mix (1,C,T)
   * @return (1,S,C,T)
   */
  NDArray separate(NDArray mix) {
    return Scoped.of(
        () -> {
          long length = mix.getShape().get(2);
          NDArray x = mix;
          NDArray level = null;
          if (config.normalised()) {
            level = SoundLevel.of(MONO.apply(false, mix));
            x = SoundLevel.remove(mix, level);
          } else if (config.divisor() != 1) {
            x = mix.div(config.divisor());
          }
          if (config.padded()) {
            x = centred(x, config.validLength(length));
          }
          x = config.resampled() ? twice.apply(x) : x;
          x = run(x);
          x = config.resampled() ? half.apply(x) : x;
          x = level == null ? x : SoundLevel.restore(x, level);
          return centred(x, length)
              .reshape(1, config.stems().size(), config.audioChannels(), length);
        });
  }

  private NDArray run(NDArray sound) {
    Deque<NDArray> skips = new ArrayDeque<>();
    NDArray x = sound;
    for (WaveLayer layer : encoders) {
      x = layer.apply(x);
      skips.push(x);
    }
    if (lstm != null) {
      x = lstm.apply(x);
    }
    for (WaveLayer layer : decoders) {
      NDArray skip = skips.pop();
      NDArray trimmed = centred(skip, x.getShape().get(2));
      NDArray sum = x.add(trimmed);
      if (x != skip) {
        x.close();
      }
      trimmed.close();
      skip.close();
      x = layer.apply(sum);
      sum.close();
    }
    return x;
  }

  /** The middle of x (1,C,T), or x between zeros; the odd frame is on the right. */
  static NDArray centred(NDArray x, long length) {
    long missing = length - x.getShape().get(2);
    long left = missing < 0 ? -(-missing / 2) : missing / 2;
    NDArray sides = x.getManager().create(new long[] {left, missing - left});
    return CENTRED.apply(false, x, sides);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(separate(inputs.get(0)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.stems().size(), in.get(1), in.get(2))};
  }
}
