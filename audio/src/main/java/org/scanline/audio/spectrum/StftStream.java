package org.scanline.audio.spectrum;

import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;

/**
 * Sound in, spectra out, as {@link Stft} describes it.
 *
 * <p>Every frame is computed from its own samples at its own place, so the cuts of the input change
 * no bit of it. Memory: one window for each channel. One thread at a time.
 */
public final class StftStream implements Streaming<AudioBuffer, Spectrogram> {
  private final Stft stft;
  private final int sampleRate;
  private final float[] hann;
  private final RealFft fft;
  private final float[] frame;

  /** The samples from the next frame's beginning on. */
  private final float[][] pending;

  private int filled;
  private long samples;
  private long nextFrame;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param stft window and hop
   * @param sampleRate of the sound, in Hz
   * @param channels of the sound
   */
  public StftStream(Stft stft, int sampleRate, int channels) {
    this.stft = stft;
    this.sampleRate = sampleRate;
    hann = stft.hann();
    fft = new RealFft(stft.window());
    frame = new float[stft.window()];
    pending = new float[channels][stft.window()];
    filled = stft.window() / 2;
  }

  @Override
  public Spectrogram push(AudioBuffer piece) {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    piece.demand(sampleRate, pending.length);
    samples += piece.frames();
    return take(piece);
  }

  /** The frames that the end of the sound completes with zeros. */
  @Override
  public Spectrogram finish() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    ended = true;
    long missing = stft.frames(samples) - nextFrame;
    int zeros = missing == 0 ? 0 : (int) ((missing - 1) * stft.hop() + stft.window() - filled);
    return take(AudioBuffer.silence(sampleRate, pending.length, zeros));
  }

  private Spectrogram take(AudioBuffer piece) {
    int window = stft.window();
    long have = (long) filled + piece.frames();
    int count = have < window ? 0 : (int) (1 + (have - window) / stft.hop());
    float[][] re = new float[pending.length][count * stft.bins()];
    float[][] im = new float[pending.length][count * stft.bins()];
    int done = 0;
    int at = 0;
    while (at < piece.frames()) {
      int step = Math.min(window - filled, piece.frames() - at);
      for (int c = 0; c < pending.length; c++) {
        System.arraycopy(piece.channel(c), at, pending[c], filled, step);
      }
      at += step;
      filled += step;
      if (filled == window) {
        transform(re, im, done++);
        filled -= stft.hop();
      }
    }
    Spectrogram out = Spectrogram.of(nextFrame, stft.bins(), re, im);
    nextFrame += count;
    return out;
  }

  private void transform(float[][] re, float[][] im, int index) {
    for (int c = 0; c < pending.length; c++) {
      float[] samplesOfFrame = pending[c];
      for (int i = 0; i < frame.length; i++) {
        frame[i] = samplesOfFrame[i] * hann[i];
      }
      fft.forward(frame, re[c], im[c], index * stft.bins());
      int hop = stft.hop();
      System.arraycopy(samplesOfFrame, hop, samplesOfFrame, 0, frame.length - hop);
    }
  }

  /** Half a window, in samples. */
  @Override
  public long lookahead() {
    return stft.window() / 2;
  }

  @Override
  public void close() {
    ended = true;
  }
}
