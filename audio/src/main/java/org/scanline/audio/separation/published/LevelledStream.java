package org.scanline.audio.separation.published;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.LevelMeter;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.audio.separation.Stems;

/**
 * Brings sound to mean 0 and deviation 1 for a net, and its stems back to the level of the sound
 * (Demucs' Separator).
 *
 * <p>Without a level measured before, the first {@link #LEARNING} seconds are held back and
 * measured.
 */
final class LevelledStream implements SeparationStream {
  /** Seconds that a stream of unknown level listens to before it begins. */
  static final int LEARNING = 10;

  private static final double LEAST = 1e-8; // Demucs' guard against silence

  private final SeparationStream core;
  private final int rate;
  private final int channels;
  private @Nullable SoundLevel level;
  private final List<AudioBuffer> held = new ArrayList<>();
  private int heldFrames;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param core the net behind windows; closed with this one
   * @param level of the whole sound, or null to measure its beginning
   */
  LevelledStream(SeparationStream core, @Nullable SoundLevel level, int rate, int channels) {
    this.core = core;
    this.rate = rate;
    this.channels = channels;
    this.level = level;
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    piece.demand(rate, channels);
    AudioBuffer next = piece;
    if (level == null) {
      held.add(piece);
      heldFrames += piece.frames();
      if (heldFrames < LEARNING * rate) {
        return core.push(AudioBuffer.empty(rate, channels));
      }
      next = AudioBuffer.concat(held);
      held.clear();
      level = measured(next.slice(0, LEARNING * rate));
    }
    return restored(core.push(levelled(next, level)), level);
  }

  @Override
  public Stems finish() {
    requireOpen();
    ended = true;
    if (level != null) {
      return restored(core.finish(), level);
    }
    held.add(AudioBuffer.empty(rate, channels));
    AudioBuffer whole = AudioBuffer.concat(held);
    SoundLevel measured = measured(whole);
    Stems head = core.push(levelled(whole, measured));
    return restored(Stems.concat(List.of(head, core.finish())), measured);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private SoundLevel measured(AudioBuffer sound) {
    try (LevelMeter meter = new LevelMeter(rate, channels, rate)) {
      meter.push(sound);
      return meter.finish();
    }
  }

  private static AudioBuffer levelled(AudioBuffer sound, SoundLevel level) {
    float mean = (float) level.mean();
    float deviation = (float) (level.deviation() + LEAST);
    float[][] samples = new float[sound.channels()][sound.frames()];
    for (int c = 0; c < samples.length; c++) {
      for (int i = 0; i < samples[c].length; i++) {
        samples[c][i] = (sound.channel(c)[i] - mean) / deviation;
      }
    }
    return AudioBuffer.of(sound.sampleRate(), samples);
  }

  private static Stems restored(Stems stems, SoundLevel level) {
    float mean = (float) level.mean();
    float deviation = (float) (level.deviation() + LEAST);
    Map<String, AudioBuffer> all = new LinkedHashMap<>();
    stems
        .all()
        .forEach(
            (name, stem) -> {
              float[][] samples = new float[stem.channels()][stem.frames()];
              for (int c = 0; c < samples.length; c++) {
                for (int i = 0; i < samples[c].length; i++) {
                  samples[c][i] = stem.channel(c)[i] * deviation + mean;
                }
              }
              all.put(name, AudioBuffer.of(stem.sampleRate(), samples));
            });
    return Stems.of(all);
  }

  @Override
  public long lookahead() {
    return level == null ? Math.max(core.lookahead(), (long) LEARNING * rate) : core.lookahead();
  }

  @Override
  public void close() {
    ended = true;
    core.close();
  }
}
