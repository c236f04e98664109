package org.scanline.separate.picture;

import java.util.Arrays;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.spectrum.RealFft;
import org.scanline.audio.spectrum.Stft;

/**
 * Gathers the picture's columns of one sound while it streams by.
 *
 * <p>The spectrum of a step is that of a Hann window of about 90 ms around it; a full-scale sine
 * has a power of about 1. Steps grow with the columns up to half a window, so a long sound costs
 * two transforms for each window and channel. Memory is constant. One thread at a time.
 */
final class SoundColumns {
  private static final double WINDOW_SECONDS = 0.09;
  private static final int FIRST_STEPS_IN_WINDOW = 16;

  private final int sampleRate;
  private final int window;
  private final RealFft fft;
  private final float[] hann;
  private final FrequencyRows rows;
  private final Columns columns;

  /** Samples from {@link #heldFrom} on; before the sound begins there is silence. */
  private final float[][] held;

  private long heldFrom;
  private int filled;

  private final float[] frame;
  private final float[] re;
  private final float[] im;
  private final float[] power;
  private final float[] rowPower;

  /**
   * No sound yet.
   *
   * @param rowCount rows of the spectrogram
   * @param sampleRate Hz
   * @param channels of the sound
   */
  SoundColumns(int rowCount, int sampleRate, int channels) {
    this.sampleRate = sampleRate;
    this.window =
        Math.max(64, Integer.highestOneBit((int) (sampleRate * WINDOW_SECONDS * Math.sqrt(2))));
    this.fft = new RealFft(window);
    this.hann = new Stft(window, window / 2).hann();
    this.rows = new FrequencyRows(rowCount, window, sampleRate);
    this.columns = new Columns(rowCount, window / FIRST_STEPS_IN_WINDOW);
    this.held = new float[channels][4 * window];
    this.heldFrom = -window / 2;
    this.filled = window / 2;
    this.frame = new float[window];
    this.re = new float[fft.bins()];
    this.im = new float[fft.bins()];
    this.power = new float[fft.bins()];
    this.rowPower = new float[rowCount];
  }

  /** The next stretch of the sound. */
  void push(AudioBuffer sound) {
    sound.demand(sampleRate, held.length);
    append(sound, Long.MAX_VALUE);
  }

  /** The columns of the whole sound. */
  Columns finish() {
    append(AudioBuffer.silence(sampleRate, held.length, window), heldFrom + filled);
    return columns;
  }

  private void append(AudioBuffer sound, long end) {
    int at = 0;
    while (at < sound.frames()) {
      int count = Math.min(held[0].length - filled, sound.frames() - at);
      for (int c = 0; c < held.length; c++) {
        System.arraycopy(sound.channel(c), at, held[c], filled, count);
      }
      at += count;
      filled += count;
      takeSteps(end);
    }
  }

  private void takeSteps(long end) {
    while (columns.length() < end) {
      if (columns.full()) {
        columns.halve();
      }
      int step = (int) Math.min(columns.width(), window / 2);
      long from = columns.length() + step / 2 - window / 2;
      if (from + window > heldFrom + filled) {
        forgetBefore(from);
        return;
      }
      takeStep((int) (from - heldFrom), (int) Math.min(step, end - columns.length()));
    }
  }

  private void forgetBefore(long sample) {
    int forgotten = (int) (sample - heldFrom);
    filled -= forgotten;
    heldFrom = sample;
    for (float[] channel : held) {
      System.arraycopy(channel, forgotten, channel, 0, filled);
    }
  }

  private void takeStep(int from, int count) {
    Arrays.fill(power, 0);
    int begin = (int) (columns.length() - heldFrom);
    double squares = 0;
    float highest = 0;
    for (float[] channel : held) {
      addPower(channel, from);
      for (int i = begin; i < begin + count; i++) {
        squares += (double) channel[i] * channel[i];
        highest = Math.max(highest, Math.abs(channel[i]));
      }
    }
    Arrays.fill(rowPower, 0);
    rows.add(power, rowPower);
    columns.add(count, rowPower, squares / held.length, highest);
  }

  private void addPower(float[] channel, int from) {
    for (int i = 0; i < window; i++) {
      frame[i] = channel[from + i] * hann[i];
    }
    fft.forward(frame, re, im, 0);
    float scale = 16f / ((float) window * window * held.length);
    for (int bin = 0; bin < power.length; bin++) {
      power[bin] += scale * (re[bin] * re[bin] + im[bin] * im[bin]);
    }
  }
}
