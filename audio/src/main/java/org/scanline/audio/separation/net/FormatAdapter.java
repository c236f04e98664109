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
 * Fits a separation at the net's rate, mono or stereo, to sound of any rate, mono or stereo.
 *
 * <p>A stereo net hears mono on both sides, and its stems are mono again; a mono net hears the mean
 * of both sides, and its stems go to both. Where the sound is resampled and the stems are to add up
 * to it, what the net's rate cannot carry is added to the last stem.
 */
public final class FormatAdapter implements SeparationStream {
  private static final Downmix MONO = new Downmix(ChannelLayout.usual(1));

  private final SeparationStream core;
  private final int rate;
  private final int channels;
  private final Downmix downmix;
  private final Format format;
  private final @Nullable Resampler in;
  private final List<Resampler> out = new ArrayList<>();
  private final Deque<AudioBuffer> unanswered = new ArrayDeque<>();
  private long pushed;
  private long returned;
  private boolean ended;

  /**
   * What a net takes and gives.
   *
   * @param rate Hz
   * @param channels 1 or 2
   * @param stems names
   * @param complete whether they add up to the input
   */
  public record Format(int rate, int channels, List<String> stems, boolean complete) {}

  /**
   * Begins a stream.
   *
   * @param core at the net's format; closed with this stream
   * @param rate of the sound, Hz
   * @param channels of the sound, 1 or 2
   */
  public FormatAdapter(SeparationStream core, Format format, int rate, int channels) {
    if (channels < 1 || channels > 2) {
      throw new IllegalArgumentException("channels=" + channels + " must be 1 or 2");
    }
    this.core = core;
    this.format = format;
    this.rate = rate;
    this.channels = channels;
    downmix = new Downmix(ChannelLayout.usual(channels));
    in = rate == format.rate() ? null : new Resampler(rate, format.rate(), format.channels());
    if (in != null) {
      format.stems().forEach(n -> out.add(new Resampler(format.rate(), rate, format.channels())));
    }
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    piece.demand(rate, channels);
    pushed += piece.frames();
    AudioBuffer heard = heard(piece);
    if (in == null) {
      return shaped(core.push(heard).all(), false);
    }
    if (!piece.isEmpty() && format.complete()) {
      unanswered.add(heard);
    }
    return shaped(resampled(core.push(in.push(heard))), false);
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
    for (int s = 0; s < format.stems().size(); s++) {
      String name = format.stems().get(s);
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

  /** The sound in the net's channels. */
  private AudioBuffer heard(AudioBuffer sound) {
    if (format.channels() == 2) {
      return downmix.toStereo(sound);
    }
    return channels == 1 ? sound : MONO.restore(sound);
  }

  /** A stem in the sound's channels. */
  private AudioBuffer given(AudioBuffer stem) {
    if (format.channels() == 2) {
      return downmix.restore(stem);
    }
    return channels == 1 ? stem : MONO.toStereo(stem);
  }

  private Map<String, AudioBuffer> resampled(Stems stems) {
    Map<String, AudioBuffer> all = new LinkedHashMap<>();
    for (int s = 0; s < format.stems().size(); s++) {
      all.put(format.stems().get(s), out.get(s).push(stems.get(format.stems().get(s))));
    }
    return all;
  }

  /** Trims to the input's length, completes the last stem, and folds mono again. */
  private Stems shaped(Map<String, AudioBuffer> stems, boolean last) {
    int ready = part(stems, format.stems().get(0)).frames();
    int frames = (int) (last ? pushed - returned : Math.min(ready, pushed - returned));
    returned += frames;
    if (in == null && ready == frames) {
      Map<String, AudioBuffer> done = new LinkedHashMap<>();
      stems.forEach((name, stem) -> done.put(name, given(stem)));
      return Stems.of(done);
    }
    Map<String, float[][]> samples = new LinkedHashMap<>();
    for (String name : format.stems()) {
      samples.put(name, fitted(part(stems, name), frames));
    }
    if (in != null && format.complete()) {
      complete(samples, frames);
    }
    Map<String, AudioBuffer> done = new LinkedHashMap<>();
    samples.forEach((name, stem) -> done.put(name, given(AudioBuffer.of(rate, stem))));
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
    float[][] lastStem = samples.getOrDefault(format.stems().get(format.stems().size() - 1), rest);
    for (int c = 0; c < rest.length; c++) {
      for (int i = 0; i < frames; i++) {
        lastStem[c][i] += rest[c][i];
      }
    }
  }

  /** Takes the next frames of input from the queue. */
  private float[][] answered(int frames) {
    float[][] samples = new float[format.channels()][frames];
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
    return in.lookahead() + (inside * rate + format.rate() - 1) / format.rate();
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
