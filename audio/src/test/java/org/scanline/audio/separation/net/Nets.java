package org.scanline.audio.separation.net;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.weights.Initial;
import org.scanline.backbones.weights.Variables;

/** Small nets with random weights, and noise to feed them. */
final class Nets {
  static final BandSplitConfig SMALL =
      new BandSplitConfig(8000, 256, 64, List.of("vocals", "drums", "rest"), 12, 3, 2, 2, 6, 5);

  private Nets() {}

  /** A net whose masks are far from equal shares: every weight is drawn anew, large. */
  static BandSplitNet random(BandSplitConfig config, NDManager manager, long seed) {
    Variables variables = Variables.creating(manager, seed);
    BandSplitNet net = new BandSplitNet(config, variables, manager);
    variables
        .demanded()
        .forEach(
            (name, array) -> {
              if (name.startsWith("mask.band")) {
                float[] values = new float[(int) array.size()];
                Initial.normal(0.3).fill(values, new SplittableRandom(seed + name.hashCode()));
                array.set(values);
              }
            });
    net.freeze(manager);
    return net;
  }

  static SeparationStream stream(BandSplitNet net, int rate, int channels) {
    return stream(net, rate, channels, Runnable::run, 1);
  }

  static SeparationStream stream(
      BandSplitNet net, int rate, int channels, Executor workers, int threads) {
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    return new FormatAdapter(
        new StereoSeparation(net, manager, workers, threads),
        net.config().format(),
        rate,
        channels);
  }

  /** Noise whose loudness moves. */
  static AudioBuffer noise(int rate, int channels, int frames, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] samples = new float[channels][frames];
    for (int i = 0; i < frames; i++) {
      double loudness = 0.05 + 0.04 * Math.sin(i * 0.001);
      for (float[] channel : samples) {
        channel[i] = (float) (loudness * random.nextGaussian());
      }
    }
    return AudioBuffer.of(rate, samples);
  }

  static Stems separate(BandSplitNet net, AudioBuffer sound, int piece) {
    return separate(net, sound, piece, Runnable::run, 1);
  }

  static Stems separate(
      BandSplitNet net, AudioBuffer sound, int piece, Executor workers, int threads) {
    List<Stems> parts = new ArrayList<>();
    try (SeparationStream stream =
        stream(net, sound.sampleRate(), sound.channels(), workers, threads)) {
      for (int at = 0; at < sound.frames(); at += piece) {
        parts.add(stream.push(sound.slice(at, Math.min(sound.frames(), at + piece))));
      }
      parts.add(stream.finish());
    }
    return Stems.concat(parts);
  }
}
