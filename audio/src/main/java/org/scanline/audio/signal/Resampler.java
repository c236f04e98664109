package org.scanline.audio.signal;

import java.util.Arrays;
import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;

/**
 * Changes the sample rate by a polyphase filter, for any pair of whole rates.
 *
 * <p>Output sample m lies at the time of input position m·from/to, computed from m in integers, so
 * there is no drift however long the sound is, and no delay: sample 0 stays where it is. n samples
 * become ceil(n·to/from), all whose time lies before the end. Outside the sound there are zeros.
 * Measured at the lower rate: flat within 0.01 dB to 0.45, aliases and images of what lies beyond
 * 0.5 below -110 dB. Every output sample is one sum in a fixed order, so the cuts change no bit.
 * Equal rates pass everything through unchanged. One thread at a time.
 */
public final class Resampler implements Streaming<AudioBuffer, AudioBuffer> {
  private static final int BLOCK = 8192;

  private final int from;
  private final int to;
  private final int up;
  private final int down;
  private final SincKernel kernel;
  private final float[][] pending;

  /** Samples in {@code pending}, the first of which is input sample {@code start}. */
  private int filled;

  private long start;
  private long received;
  private long produced;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param from sample rate of the input, in Hz
   * @param to sample rate of the output, in Hz
   * @param channels of both
   */
  public Resampler(int from, int to, int channels) {
    AudioBuffer.empty(from, channels);
    AudioBuffer.empty(to, channels);
    this.from = from;
    this.to = to;
    int divisor = greatestCommonDivisor(from, to);
    up = to / divisor;
    down = from / divisor;
    kernel = new SincKernel(up, down);
    pending = new float[channels][2 * kernel.half + BLOCK];
    filled = kernel.half - 1; // zeros before the sound
    start = -filled;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** Number of output samples of a sound of n input samples: ceil(n·to/from). */
  public static long length(long n, int from, int to) {
    int divisor = greatestCommonDivisor(from, to);
    long up = to / divisor;
    long down = from / divisor;
    return Math.floorDiv(Math.addExact(Math.multiplyExact(n, up), down - 1), down);
  }

  /** Input sample at or before output sample m. */
  static long position(long m, int up, int down) {
    return Math.multiplyExact(m, (long) down) / up;
  }

  /** Place of output sample m behind that input sample, in 1/up. */
  static int phase(long m, int up, int down) {
    return (int) (Math.multiplyExact(m, (long) down) % up);
  }

  @Override
  public AudioBuffer push(AudioBuffer piece) {
    demandOpen();
    piece.demand(from, pending.length);
    received += piece.frames();
    return from == to ? piece : run(piece, ready(received));
  }

  /** The samples that wait for what comes after them: zeros. */
  @Override
  public AudioBuffer finish() {
    demandOpen();
    ended = true;
    if (from == to) {
      return AudioBuffer.empty(to, pending.length);
    }
    AudioBuffer zeros = AudioBuffer.silence(from, pending.length, kernel.half);
    return run(zeros, length(received, from, to));
  }

  private void demandOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  /** How many output samples are final once that many input samples are there. */
  private long ready(long inputs) {
    // position(m) + half <= inputs - 1, that is m·down < (inputs - half)·up
    return inputs <= kernel.half ? 0 : length(inputs - kernel.half, from, to);
  }

  private AudioBuffer run(AudioBuffer piece, long until) {
    float[][] out = new float[pending.length][(int) Math.max(0, until - produced)];
    int done = 0;
    for (int at = 0; at < piece.frames(); ) {
      int step = Math.min(BLOCK, piece.frames() - at);
      for (int c = 0; c < pending.length; c++) {
        System.arraycopy(piece.channel(c), at, pending[c], filled, step);
      }
      filled += step;
      at += step;
      done += filter(out, done, until);
    }
    return AudioBuffer.of(to, out);
  }

  /** Computes what the pending samples allow, then drops those that nobody needs any more. */
  private int filter(float[][] out, int at, long until) {
    int count = 0;
    while (produced < until && position(produced, up, down) + kernel.half < start + filled) {
      int first = (int) (position(produced, up, down) - kernel.half + 1 - start);
      int phase = phase(produced, up, down);
      for (int c = 0; c < out.length; c++) {
        out[c][at + count] = kernel.apply(pending[c], first, phase);
      }
      count++;
      produced++;
    }
    long needed = position(produced, up, down) - kernel.half + 1;
    int drop = (int) Math.min(filled, needed - start);
    for (float[] channel : pending) {
      System.arraycopy(channel, drop, channel, 0, filled - drop);
      Arrays.fill(channel, filled - drop, filled, 0);
    }
    filled -= drop;
    start += drop;
    return count;
  }

  /** Input samples after an output's place that it needs; 0 when the rates are equal. */
  @Override
  public long lookahead() {
    return from == to ? 0 : kernel.half;
  }

  @Override
  public void close() {
    ended = true;
  }
}
