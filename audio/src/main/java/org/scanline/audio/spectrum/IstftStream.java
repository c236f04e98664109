package org.scanline.audio.spectrum;

import java.util.Arrays;
import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;

/**
 * Spectra in, sound out: windowed overlap-add divided by the sum of squared windows, the
 * least-squares inverse of {@link StftStream} (Griffin and Lim 1984, equation 6).
 *
 * <p>Unchanged spectra give the signal back within 1e-6 of full scale, first and last sample
 * included. Frames are added in their order, so the cuts of the input change no bit. Memory: one
 * window for each channel. One thread at a time.
 */
public final class IstftStream implements Streaming<Spectrogram, AudioBuffer> {
  private final Stft stft;
  private final int sampleRate;
  private final float[] hann;
  private final RealFft fft;
  private final float[] frame;

  /** Overlap sums and sums of squared windows from sample {@code start} on. */
  private final float[][] sums;

  private final float[] weights;
  private long start;
  private long nextFrame;
  private long end = -1;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param stft window and hop, as the spectra were made with
   * @param sampleRate of the sound, in Hz
   * @param channels of the sound
   */
  public IstftStream(Stft stft, int sampleRate, int channels) {
    this.stft = stft;
    this.sampleRate = sampleRate;
    hann = stft.hann();
    fft = new RealFft(stft.window());
    frame = new float[stft.window()];
    int span = stft.window() + Math.max(0, 2 * stft.hop() - stft.window() / 2);
    sums = new float[channels][span];
    weights = new float[span];
    start = -stft.window() / 2;
  }

  /**
   * Says how many samples the whole sound has; to be called before {@link #finish()}. Without it
   * the sound ends at the centre of the last frame.
   *
   * @param samples as many as went into the {@link StftStream}
   */
  public void endAt(long samples) {
    end = samples;
  }

  /**
   * Adds the next frames.
   *
   * @throws IllegalArgumentException when frames are missing or repeated, or the shape differs
   */
  @Override
  public AudioBuffer push(Spectrogram piece) {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    if (piece.bins() != stft.bins()
        || piece.channels() != sums.length
        || piece.firstFrame() != nextFrame) {
      throw new IllegalArgumentException(
          "wanted %d channels of %d bins from frame %d on, got %s"
              .formatted(sums.length, stft.bins(), nextFrame, piece));
    }
    long from = Math.max(0, start);
    long to = Math.max(from, finalUntil(nextFrame + piece.frames()));
    float[][] out = new float[sums.length][(int) (to - from)];
    for (int k = 0; k < piece.frames(); k++) {
      release(finalUntil(nextFrame), out, from);
      add(piece, k);
      nextFrame++;
    }
    release(finalUntil(nextFrame), out, from);
    return AudioBuffer.of(sampleRate, out);
  }

  /**
   * The samples that no frame from {@code next} on will touch; never beyond what must belong to the
   * sound.
   */
  private long finalUntil(long next) {
    return Math.min(next * stft.hop() - stft.window() / 2, (next - 2) * stft.hop());
  }

  private void add(Spectrogram piece, int k) {
    int offset = (int) (nextFrame * stft.hop() - stft.window() / 2 - start);
    for (int c = 0; c < sums.length; c++) {
      fft.inverse(piece.re(c), piece.im(c), k * stft.bins(), frame);
      float[] sum = sums[c];
      for (int i = 0; i < frame.length; i++) {
        sum[offset + i] += frame[i] * hann[i];
      }
    }
    for (int i = 0; i < frame.length; i++) {
      weights[offset + i] += hann[i] * hann[i];
    }
  }

  @Override
  public AudioBuffer finish() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    ended = true;
    long from = Math.max(0, start);
    long last = nextFrame == 0 ? 0 : (nextFrame - 1) * stft.hop();
    long to = end >= 0 ? end : last;
    if (to < from || to > last) {
      throw new IllegalStateException(
          "endAt(%d) does not fit %d frames: wanted %d..%d".formatted(to, nextFrame, from, last));
    }
    float[][] out = new float[sums.length][(int) (to - from)];
    release(to, out, from);
    return AudioBuffer.of(sampleRate, out);
  }

  /** Moves the sums' beginning on to {@code until}, writing what lies at or after sample 0. */
  private void release(long until, float[][] out, long outStart) {
    if (until <= start) {
      return;
    }
    int count = (int) (until - start);
    for (int c = 0; c < sums.length; c++) {
      for (int i = (int) Math.max(0, -start); i < count; i++) {
        out[c][(int) (start + i - outStart)] = sums[c][i] / weights[i];
      }
      shift(sums[c], count);
    }
    shift(weights, count);
    start = until;
  }

  private static void shift(float[] values, int count) {
    System.arraycopy(values, count, values, 0, values.length - count);
    Arrays.fill(values, values.length - count, values.length, 0);
  }

  /** Frames after which a sample is final. */
  @Override
  public long lookahead() {
    return Math.max(2, (stft.window() / 2 + stft.hop() - 1) / stft.hop());
  }

  @Override
  public void close() {
    ended = true;
  }
}
