package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Hybrid Demucs (Défossez, 2021, arXiv 2111.03600) and Hybrid Transformer Demucs (Rouard et al.,
 * 2023, arXiv 2211.08553): a U-net over the spectrum and one over the waveform, whose outputs are
 * added; x (1,C,T) to stems (1,S,C,T).
 */
final class HybridNet extends Part {
  private static final TorchFunction FILLED =
      Script.of("x, missing", "return torch.constant_pad_nd(x, [0, int(missing)], 0)");

  private final HybridConfig config;
  private final Spectrum spectrum;
  private final List<FrequencyEncoder> encoders = new ArrayList<>();
  private final List<FrequencyDecoder> decoders = new ArrayList<>(); // from the bottom
  private final List<EncoderLayer> timeEncoders = new ArrayList<>();
  private final List<DecoderLayer> timeDecoders = new ArrayList<>(); // from the bottom
  private final @Nullable Embedding embedding;
  private final @Nullable Bottleneck bottleneck;

  private static final class Embedding extends Part {
    private final Parameter weight;

    Embedding(long frequencies, long channels) {
      Part table = part("embedding", new Part());
      weight = table.weights("weight", frequencies, channels);
    }
  }

  /** Declares the parameters. */
  HybridNet(HybridConfig config) {
    this.config = config;
    spectrum = new Spectrum(config.fft(), config.waveform(), config.zeroPadded());
    for (int i = 0; i < config.depth(); i++) {
      Level level = config.levels().get(i);
      encoders.add(encoder(level));
      decoders.add(0, decoder(level, i == 0));
      if (level.time() != null) {
        timeEncoders.add(timeEncoder(level, level.time()));
        timeDecoders.add(0, timeDecoder(level, level.time(), i == 0));
      }
    }
    boolean spelled = config.torchaudio();
    named(spelled ? "freq_encoder" : "encoder", encoders);
    named(spelled ? "freq_decoder" : "decoder", decoders);
    if (config.waveform()) {
      parts(spelled ? "time_encoder" : "tencoder", timeEncoders);
      parts(spelled ? "time_decoder" : "tdecoder", timeDecoders);
    }
    StridedConvolution.Config first = config.levels().get(0).frequency();
    embedding =
        config.embedding() == 0
            ? null
            : part("freq_emb", new Embedding(config.fft() / 2 / first.stride(), first.outputs()));
    TransformerConfig transformer = config.transformer();
    bottleneck = transformer == null ? null : new Bottleneck(this, config, transformer);
  }

  private void named(String name, List<?> layers) {
    parts(name, layers.stream().map(Part.class::cast).toList());
  }

  private FrequencyEncoder encoder(Level level) {
    return level.banded()
        ? new BandEncoder(level, config.bands())
        : new EncoderLayer(level, level.frequency());
  }

  private FrequencyDecoder decoder(Level level, boolean last) {
    return level.banded()
        ? new BandDecoder(level, config.bands(), last)
        : new DecoderLayer(level, level.frequency(), level.decoded(), last);
  }

  private EncoderLayer timeEncoder(Level level, StridedConvolution.Config shape) {
    return level.merging()
        ? EncoderLayer.convolutionAlone(shape, config.torchaudio() ? level.groups() : 0)
        : new EncoderLayer(level, shape);
  }

  private static DecoderLayer timeDecoder(
      Level level, StridedConvolution.Config shape, boolean last) {
    return level.merging()
        ? DecoderLayer.convolutionAlone(level, shape, level.timeDecoded(), last)
        : new DecoderLayer(level, shape, level.timeDecoded(), last);
  }

  /**
   * Separates one piece; one that is too short may be filled up by zeros at its end.
   *
   * @param mix (1,C,T)
   * @return (1,S,C,T)
   */
  NDArray separate(NDArray mix) {
    NDManager manager = mix.getManager();
    try (NDManager scope = manager.newSubManager()) {
      long length = mix.getShape().get(2);
      long filled = config.wholeSegments() ? Math.max(length, config.segment()) : length;
      NDArray sound = mix.duplicate();
      sound.attach(scope);
      if (filled > length) {
        sound = FILLED.apply(false, sound, scope.create(filled - length));
      }
      NDArray y = run(sound).get(new NDIndex().addAllDim(3).addSliceDim(0, length));
      y.attach(manager);
      return y;
    }
  }

  private NDArray run(NDArray mix) {
    long length = mix.getShape().get(2);
    NDArray z = spectrum.forward(mix.reshape(mix.getShape().get(1), length));
    NDArray level = SoundLevel.of(z);
    Branch frequency = new Branch(SoundLevel.remove(z, level));
    z.close();
    NDArray timeLevel = SoundLevel.of(mix);
    Branch time = new Branch(SoundLevel.remove(mix, timeLevel));
    CompletableFuture<NDArray> inject = new CompletableFuture<>();
    SideBySide.run(() -> encodeTime(time, inject), () -> encode(frequency, inject));
    turn(frequency, time);
    CompletableFuture<NDArray> shared = new CompletableFuture<>();
    SideBySide.run(() -> decode(frequency, shared), () -> decodeTime(time, shared));
    NDArray y = spectrum.inverse(frequency.current(), level, length);
    frequency.current().close();
    if (config.waveform()) {
      NDArray direct = SoundLevel.restore(time.current(), timeLevel);
      y = Script.add(y, direct.reshape(y.getShape()));
    }
    return y.reshape(1, config.stems().size(), config.audioChannels(), length);
  }

  private void encodeTime(Branch time, CompletableFuture<NDArray> inject) {
    try {
      for (int i = 0; i < timeEncoders.size(); i++) {
        EncoderLayer layer = timeEncoders.get(i);
        NDArray x = time.current();
        time.enter();
        if (config.levels().get(i).merging()) {
          inject.complete(Scoped.of(() -> layer.convolve(x, false)));
        } else {
          time.replace(layer.apply(x, null));
          time.keep();
        }
      }
    } catch (RuntimeException e) {
      inject.completeExceptionally(e); // nobody waits for ever
      throw e;
    }
  }

  private void encode(Branch frequency, CompletableFuture<NDArray> inject) {
    for (int i = 0; i < config.depth(); i++) {
      frequency.enter();
      boolean merging = config.waveform() && config.levels().get(i).merging();
      NDArray other = merging ? inject.join() : null;
      frequency.replace(encoders.get(i).apply(frequency.current(), other));
      if (other != null) {
        other.close();
      }
      if (i == 0 && embedding != null) {
        embed(frequency.current(), embedding);
      }
      frequency.keep();
    }
  }

  private void embed(NDArray x, Embedding table) {
    Script.of(
            "x, w",
            "return torch.add_(x, torch.unsqueeze(w, 2) * %s)",
            config.embedding() * config.embeddingScale())
        .apply(false, x, table.weight.getArray())
        .close();
  }

  private void turn(Branch frequency, Branch time) {
    if (bottleneck == null) {
      frequency.forget();
      time.forget();
      return;
    }
    CrossTransformer.Tokens out = bottleneck.apply(frequency.current(), time.current());
    frequency.replace(out.spectrum());
    time.replace(out.waveform());
  }

  private void decode(Branch frequency, CompletableFuture<NDArray> shared) {
    try {
      for (int i = 0; i < config.depth(); i++) {
        long length = frequency.leave();
        frequency.join();
        if (decoders.get(i) instanceof DecoderLayer layer) {
          frequency.replace(layer.before(frequency.current()));
          NDArray before = frequency.current();
          if (config.waveform() && config.levels().get(config.depth() - 1 - i).merging()) {
            shared.complete(before.duplicate()); // small: one frequency is left
          }
          frequency.replace(layer.after(before, length));
        } else {
          frequency.replace(decoders.get(i).apply(frequency.current(), length));
        }
      }
    } catch (RuntimeException e) {
      shared.completeExceptionally(e);
      throw e;
    }
  }

  private void decodeTime(Branch time, CompletableFuture<NDArray> shared) {
    for (int i = 0; i < timeDecoders.size(); i++) {
      DecoderLayer layer = timeDecoders.get(i);
      long length = time.leave();
      if (config.levels().get(timeDecoders.size() - 1 - i).merging()) {
        time.replace(shared.join());
      } else {
        time.join();
        time.replace(layer.before(time.current()));
      }
      time.replace(layer.after(time.current(), length));
    }
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
