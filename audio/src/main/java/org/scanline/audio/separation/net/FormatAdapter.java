package org.scanline.audio.separation.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.signal.Downmix;
import org.scanline.audio.signal.Resampler;

/**
 * Fits a stereo separation at the net's rate to sound of any rate, mono or stereo.
 *
 * <p>Where the sound is resampled, what the net's rate cannot carry is added to the last stem, so
 * that the stems still add up to the input.
 */
final class FormatAdapter implements SeparationStream {
  private final SeparationStream core;
  private final int rate;
  private final int channels;
  private final Downmix downmix;
  private final int coreRate;
  private final List<String> names;
  private final @Nullable Resampler in;
  private final List<Resampler> out = new ArrayList<>();
  private final Deque<AudioBuffer> unanswered = new ArrayDeque<>();
  private long pushed;
  private long returned;
  private boolean ended;

  FormatAdapter(SeparationStream core, BandSplitConfig config, int rate, int channels) {
    if (channels < 1 || channels > BandSplitConfig.CHANNELS) {
      throw new IllegalArgumentException("channels=" + channels + " must be 1 or 2");
    }
    this.core = core;
    this.rate = rate;
    this.channels = channels;
    downmix = new Downmix(ChannelLayout.usual(channels));
    coreRate = config.sampleRate();
    names = config.stems();
    in = rate == coreRate ? null : new Resampler(rate, coreRate, BandSplitConfig.CHANNELS);
    if (in != null) {
      names.forEach(name -> out.add(new Resampler(coreRate, rate, BandSplitConfig.CHANNELS)));
    }
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    piece.demand(rate, channels);
    pushed += piece.frames();
    AudioBuffer stereo = downmix.toStereo(piece);
    if (in == null) {
      return shaped(core.push(stereo).all(), false);
    }
    if (!piece.isEmpty()) {
      unanswered.add(stereo);
    }
    return shaped(resampled(core.push(in.push(stereo))), false);
  }

  @Override
  public Stems finish() {
    requireOpen();
    ended = true;
    if (in == null) {
      return shaped(core.finish().all(), true);
    }
    Map<String, AudioBuffer> head = resampled(core.push(in.finish()));
    Map<String, AudioBuffer> body = resampled(core.finish());
    Map<String, AudioBuffer> whole = new LinkedHashMap<>();
    for (int s = 0; s < names.size(); s++) {
      String name = names.get(s);
      AudioBuffer rest = out.get(s).finish();
      whole.put(name, AudioBuffer.concat(List.of(part(head, name), part(body, name), rest)));
    }
    return shaped(whole, true);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private Map<String, AudioBuffer> resampled(Stems stems) {
    Map<String, AudioBuffer> all = new LinkedHashMap<>();
    for (int s = 0; s < names.size(); s++) {
      all.put(names.get(s), out.get(s).push(stems.get(names.get(s))));
    }
    return all;
  }

  /** Trims to the input's length, completes the last stem, and folds mono again. */
  private Stems shaped(Map<String, AudioBuffer> stems, boolean last) {
    int ready = part(stems, names.get(0)).frames();
    int frames = (int) (last ? pushed - returned : Math.min(ready, pushed - returned));
    returned += frames;
    Map<String, float[][]> samples = new LinkedHashMap<>();
    for (String name : names) {
      samples.put(name, fitted(part(stems, name), frames));
    }
    if (in != null) {
      complete(samples, frames);
    }
    Map<String, AudioBuffer> done = new LinkedHashMap<>();
    samples.forEach(
        (name, stereo) -> done.put(name, downmix.restore(AudioBuffer.of(rate, stereo))));
    return Stems.of(done);
  }

  private static AudioBuffer part(Map<String, AudioBuffer> stems, String name) {
    AudioBuffer buffer = stems.get(name);
    if (buffer == null) {
      throw new IllegalStateException("no stem " + name);
    }
    return buffer;
  }

  private static float[][] fitted(AudioBuffer buffer, int frames) {
    float[][] samples = new float[buffer.channels()][];
    for (int c = 0; c < samples.length; c++) {
      samples[c] = Arrays.copyOf(buffer.channel(c), frames);
    }
    return samples;
  }

  /** Adds input minus the sum of the stems to the last stem. */
  private void complete(Map<String, float[][]> samples, int frames) {
    float[][] rest = answered(frames);
    for (int c = 0; c < rest.length; c++) {
      for (float[][] stem : samples.values()) {
        for (int i = 0; i < frames; i++) {
          rest[c][i] -= stem[c][i];
        }
      }
    }
    float[][] lastStem = samples.getOrDefault(names.get(names.size() - 1), rest);
    for (int c = 0; c < rest.length; c++) {
      for (int i = 0; i < frames; i++) {
        lastStem[c][i] += rest[c][i];
      }
    }
  }

  /** Takes the next frames of input from the queue. */
  private float[][] answered(int frames) {
    float[][] samples = new float[BandSplitConfig.CHANNELS][frames];
    int at = 0;
    while (at < frames) {
      AudioBuffer next = unanswered.remove();
      int take = Math.min(next.frames(), frames - at);
      for (int c = 0; c < samples.length; c++) {
        System.arraycopy(next.channel(c), 0, samples[c], at, take);
      }
      if (take < next.frames()) {
        unanswered.addFirst(next.slice(take, next.frames()));
      }
      at += take;
    }
    return samples;
  }

  /** Look-ahead at the input's rate, both resamplers' included. */
  @Override
  public long lookahead() {
    if (in == null) {
      return core.lookahead();
    }
    long inside = core.lookahead() + out.get(0).lookahead();
    return in.lookahead() + (inside * rate + coreRate - 1) / coreRate;
  }

  @Override
  public void close() {
    ended = true;
    core.close();
    if (in != null) {
      in.close();
    }
    out.forEach(Resampler::close);
  }
}
