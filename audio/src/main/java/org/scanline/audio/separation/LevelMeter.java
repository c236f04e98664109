package org.scanline.audio.separation;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.signal.Resampler;

/**
 * Hears a sound once to measure its level, as a model that works on levelled sound wants it.
 *
 * <p>What it measures is what the model will hear: the sound at the model's rate. The cuts change
 * nothing. One thread at a time.
 */
public final class LevelMeter implements AutoCloseable {
  private final int rate;
  private final int channels;
  private final @Nullable Resampler resampler;
  private double sum;
  private double squares;
  private long count;

  /**
   * A meter of sound of a certain kind.
   *
   * @param rate of the sound, Hz
   * @param channels of the sound
   * @param modelRate of the model, Hz
   */
  public LevelMeter(int rate, int channels, int modelRate) {
    this.rate = rate;
    this.channels = channels;
    resampler = rate == modelRate ? null : new Resampler(rate, modelRate, channels);
  }

  /** Hears the next piece. */
  public void push(AudioBuffer piece) {
    piece.demand(rate, channels);
    add(resampler == null ? piece : resampler.push(piece));
  }

  /** The level of everything that was pushed. */
  public SoundLevel finish() {
    if (resampler != null) {
      add(resampler.finish());
    }
    double mean = count == 0 ? 0 : sum / count;
    double variance = count < 2 ? 0 : (squares - sum * mean) / (count - 1);
    return new SoundLevel(mean, Math.sqrt(Math.max(0, variance)));
  }

  private void add(AudioBuffer sound) {
    for (int i = 0; i < sound.frames(); i++) {
      float mixed = 0;
      for (int c = 0; c < channels; c++) {
        mixed += sound.channel(c)[i];
      }
      double value = mixed / channels;
      sum += value;
      squares += value * value;
    }
    count += sound.frames();
  }

  @Override
  public void close() {
    if (resampler != null) {
      resampler.close();
    }
  }
}
