package org.scanline.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A block of sound: planar float samples, full scale at ±1.
 *
 * <p>Shape: channels × frames. Immutable by convention: nobody writes into a channel array once a
 * buffer holds it, so buffers may be shared between threads and slices may share arrays.
 */
public final class AudioBuffer {
  /** Lowest sample rate that files and signals may have, in Hz. */
  public static final int MIN_RATE = 1_000;

  /** Highest sample rate that files and signals may have, in Hz. */
  public static final int MAX_RATE = 768_000;

  /** Largest number of channels. */
  public static final int MAX_CHANNELS = 64;

  private final int sampleRate;
  private final int frames;
  private final float[][] samples;

  private AudioBuffer(int sampleRate, int frames, float[][] samples) {
    if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
      throw new IllegalArgumentException(
          "sampleRate=" + sampleRate + " must lie in " + MIN_RATE + ".." + MAX_RATE + " Hz");
    }
    if (samples.length < 1 || samples.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "channels=" + samples.length + " must lie in 1.." + MAX_CHANNELS);
    }
    this.sampleRate = sampleRate;
    this.frames = frames;
    this.samples = samples;
  }

  /**
   * Wraps channels without copying them.
   *
   * @param sampleRate in Hz
   * @param channels at least one, all of the same length
   * @throws IllegalArgumentException when the lengths differ or a value is out of range
   */
  public static AudioBuffer of(int sampleRate, float[]... channels) {
    int frames = channels.length == 0 ? 0 : channels[0].length;
    for (float[] channel : channels) {
      if (channel.length != frames) {
        throw new IllegalArgumentException(
            "channels differ in length: " + frames + " and " + channel.length + " frames");
      }
    }
    return new AudioBuffer(sampleRate, frames, channels.clone());
  }

  /** A block of zeros. */
  public static AudioBuffer silence(int sampleRate, int channels, int frames) {
    return new AudioBuffer(sampleRate, frames, new float[channels][frames]);
  }

  /** A block without frames. */
  public static AudioBuffer empty(int sampleRate, int channels) {
    return silence(sampleRate, channels, 0);
  }

  /** Sample rate in Hz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Number of channels. */
  public int channels() {
    return samples.length;
  }

  /** Number of frames: samples in each channel. */
  public int frames() {
    return frames;
  }

  /** Whether there are no frames. */
  public boolean isEmpty() {
    return frames == 0;
  }

  /** The samples of one channel, not a copy: read only. */
  public float[] channel(int index) {
    return samples[index];
  }

  /**
   * A copy of frames {@code from} (inclusive) to {@code to} (exclusive); the whole range gives this
   * buffer itself.
   *
   * @throws IndexOutOfBoundsException when the range does not lie inside
   */
  public AudioBuffer slice(int from, int to) {
    Objects.checkFromToIndex(from, to, frames);
    if (from == 0 && to == frames) {
      return this;
    }
    float[][] part = new float[samples.length][];
    for (int c = 0; c < part.length; c++) {
      part[c] = Arrays.copyOfRange(samples[c], from, to);
    }
    return new AudioBuffer(sampleRate, to - from, part);
  }

  /** This buffer followed by another one; see {@link #concat(List)}. */
  public AudioBuffer concat(AudioBuffer next) {
    return concat(List.of(this, next));
  }

  /**
   * One buffer after the other.
   *
   * @param parts at least one, equal in rate and channels
   * @throws IllegalArgumentException when there is none, or they do not fit together
   */
  public static AudioBuffer concat(List<AudioBuffer> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("nothing to put together");
    }
    AudioBuffer first = parts.get(0);
    int frames = 0;
    for (AudioBuffer part : parts) {
      part.demand(first.sampleRate, first.channels());
      frames = Math.addExact(frames, part.frames);
    }
    float[][] all = new float[first.channels()][frames];
    int at = 0;
    for (AudioBuffer part : parts) {
      for (int c = 0; c < all.length; c++) {
        System.arraycopy(part.samples[c], 0, all[c], at, part.frames);
      }
      at += part.frames;
    }
    return new AudioBuffer(first.sampleRate, frames, all);
  }

  /**
   * Checks rate and channels, as every stream does with what is pushed into it.
   *
   * @return this buffer
   * @throws IllegalArgumentException when one differs
   */
  public AudioBuffer demand(int wantedRate, int wantedChannels) {
    if (sampleRate != wantedRate || samples.length != wantedChannels) {
      throw new IllegalArgumentException(
          ("wanted %d channel(s) at %d Hz, got %d at %d Hz")
              .formatted(wantedChannels, wantedRate, samples.length, sampleRate));
    }
    return this;
  }

  /** Same samples in the same format. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AudioBuffer that
        && sampleRate == that.sampleRate
        && Arrays.deepEquals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * sampleRate + Arrays.deepHashCode(samples);
  }

  @Override
  public String toString() {
    return "AudioBuffer[%d channels, %d frames, %d Hz]".formatted(channels(), frames, sampleRate);
  }
}
