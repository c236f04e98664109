package org.scanline.datasets.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;

/** Songs of sines, whose scores can be computed by hand, and a separator that is a gain a stem. */
final class TestSongs {
  static final int RATE = 8000;

  private TestSongs() {}

  /** A sine of a whole number of Hz: over any second orthogonal to all others. */
  static AudioBuffer sine(int hertz, double amplitude, int frames, int channels) {
    float[][] samples = new float[channels][frames];
    for (int i = 0; i < frames; i++) {
      float value = (float) (amplitude * Math.sin(2 * Math.PI * hertz * (i % RATE) / RATE));
      for (float[] channel : samples) {
        channel[i] = value;
      }
    }
    return AudioBuffer.of(RATE, samples);
  }

  static void write(Path song, String stem, AudioBuffer sound) throws IOException {
    Files.createDirectories(song);
    try (AudioWriter writer =
        AudioWriter.create(
            song.resolve(stem + ".wav"),
            OutputFormat.of(Codec.WAV_FLOAT),
            sound.sampleRate(),
            sound.channels(),
            Tags.NONE)) {
      writer.write(sound);
    }
  }

  /** Four stems of equal energy. */
  static void writeFour(Path song, int frames) throws IOException {
    write(song, "vocals", sine(440, 0.1, frames, 2));
    write(song, "drums", sine(1001, 0.1, frames, 2));
    write(song, "bass", sine(97, 0.1, frames, 2));
    write(song, "other", sine(2503, 0.1, frames, 2));
  }

  /** Gives each stem the mixture times a gain, some samples late. */
  static Separator gains(Map<String, Double> gains, int delay) {
    ModelCard card =
        new ModelCard("fake", "", "CC0-1.0", RATE, List.copyOf(gains.keySet()), delay, 0, "{}");
    return new Separator() {
      @Override
      public ModelCard card() {
        return card;
      }

      @Override
      public SeparationStream stream(int sampleRate, int channels) {
        return new GainStream(gains, AudioBuffer.empty(sampleRate, channels), delay);
      }

      @Override
      public void close() {}
    };
  }

  private static final class GainStream implements SeparationStream {
    private final Map<String, Double> gains;
    private final int delay;
    private AudioBuffer held;

    GainStream(Map<String, Double> gains, AudioBuffer held, int delay) {
      this.gains = gains;
      this.delay = delay;
      this.held = held;
    }

    @Override
    public Stems push(AudioBuffer piece) {
      held = held.concat(piece);
      return release(Math.max(0, held.frames() - delay));
    }

    @Override
    public Stems finish() {
      return release(held.frames());
    }

    private Stems release(int frames) {
      AudioBuffer now = held.slice(0, frames);
      held = held.slice(frames, held.frames());
      Map<String, AudioBuffer> stems = new LinkedHashMap<>();
      gains.forEach((stem, gain) -> stems.put(stem, Estimates.scaled(now, gain.floatValue())));
      return Stems.of(stems);
    }

    @Override
    public long lookahead() {
      return delay;
    }

    @Override
    public void close() {}
  }
}
