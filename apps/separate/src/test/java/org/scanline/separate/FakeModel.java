package org.scanline.separate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;

/**
 * A model with a look-ahead of 1,000 frames whose stems are fixed parts of the mixture, each with
 * its own factor.
 */
final class FakeModel implements Separator {
  static final int LOOKAHEAD = 1_000;

  private final Map<String, Float> factors;
  private final Runnable onPush;

  FakeModel(Map<String, Float> factors, Runnable onPush) {
    this.factors = new LinkedHashMap<>(factors);
    this.onPush = onPush;
  }

  /** Four stems that add up to the mixture. */
  static FakeModel adding() {
    return new FakeModel(quarters(1), () -> {});
  }

  static Map<String, Float> quarters(float scale) {
    Map<String, Float> factors = new LinkedHashMap<>();
    factors.put("vocals", 0.5f * scale);
    factors.put("drums", 0.25f * scale);
    factors.put("bass", 0.375f * scale);
    factors.put("other", -0.125f * scale);
    return factors;
  }

  @Override
  public ModelCard card() {
    return new ModelCard("fake", "", "none", 44_100, List.copyOf(factors.keySet()), 0, 0, "{}");
  }

  @Override
  public SeparationStream stream(int sampleRate, int channels) {
    return new Split(AudioBuffer.empty(sampleRate, channels));
  }

  @Override
  public void close() {}

  private final class Split implements SeparationStream {
    private AudioBuffer held;

    Split(AudioBuffer held) {
      this.held = held;
    }

    @Override
    public Stems push(AudioBuffer piece) {
      onPush.run();
      AudioBuffer all = held.concat(piece);
      int ready = Math.max(0, all.frames() - LOOKAHEAD);
      held = all.slice(ready, all.frames());
      return split(all.slice(0, ready));
    }

    @Override
    public Stems finish() {
      return split(held);
    }

    private Stems split(AudioBuffer mixture) {
      Map<String, AudioBuffer> stems = new LinkedHashMap<>();
      factors.forEach((name, factor) -> stems.put(name, scaled(mixture, factor)));
      return Stems.of(stems);
    }

    private static AudioBuffer scaled(AudioBuffer sound, float factor) {
      float[][] samples = new float[sound.channels()][sound.frames()];
      for (int c = 0; c < samples.length; c++) {
        for (int i = 0; i < samples[c].length; i++) {
          samples[c][i] = factor * sound.channel(c)[i];
        }
      }
      return AudioBuffer.of(sound.sampleRate(), samples);
    }

    @Override
    public long lookahead() {
      return LOOKAHEAD;
    }

    @Override
    public void close() {}
  }
}
