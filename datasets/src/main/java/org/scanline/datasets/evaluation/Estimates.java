package org.scanline.datasets.evaluation;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.LevelMeter;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;

/** Begins the stream of estimates of each {@link EvaluationMethod}. */
final class Estimates {
  private Estimates() {}

  /**
   * Begins a stream.
   *
   * @param separator needed by {@link EvaluationMethod#MODEL} only
   * @param song whose blocks will be pushed; read once before, where the model wants its level
   */
  static Streaming<SongBlock, Stems> of(
      EvaluationMethod method, @Nullable Separator separator, StemFolder song, SongReader reader)
      throws EvaluationException {
    int rate = reader.sampleRate();
    int channels = reader.channels();
    return switch (method) {
      case MODEL -> {
        if (separator == null) {
          throw new IllegalArgumentException("method " + method.id() + " needs a separator");
        }
        SeparationStream stream =
            separator.wantsLevel()
                ? separator.stream(rate, channels, level(separator, song))
                : separator.stream(rate, channels);
        yield new OfMixture(stream);
      }
      case MIXTURE -> new OfMixture(new QuarterOfMixture(rate, channels));
      case HARMONIC_PERCUSSIVE -> new OfMixture(new HarmonicPercussive(rate, channels));
      case IDEAL_RATIO_MASK -> new IdealRatioMask(rate, channels, song.files().keySet());
    };
  }

  private static SoundLevel level(Separator separator, StemFolder song) throws EvaluationException {
    try (SongReader reader = SongReader.open(song);
        LevelMeter meter = separator.meter(reader.sampleRate(), reader.channels())) {
      for (SongBlock block = reader.read(); block.frames() > 0; block = reader.read()) {
        meter.push(block.mixture());
      }
      return meter.finish();
    }
  }

  /** The same sound, louder or softer. */
  static AudioBuffer scaled(AudioBuffer sound, float gain) {
    float[][] scaled = new float[sound.channels()][sound.frames()];
    for (int c = 0; c < scaled.length; c++) {
      float[] samples = sound.channel(c);
      for (int i = 0; i < samples.length; i++) {
        scaled[c][i] = gain * samples[i];
      }
    }
    return AudioBuffer.of(sound.sampleRate(), scaled);
  }

  /** A stream that hears the mixture only. */
  private record OfMixture(Streaming<AudioBuffer, Stems> stream)
      implements Streaming<SongBlock, Stems> {
    @Override
    public Stems push(SongBlock piece) {
      return stream.push(piece.mixture());
    }

    @Override
    public Stems finish() {
      return stream.finish();
    }

    @Override
    public long lookahead() {
      return stream.lookahead();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
