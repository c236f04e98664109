package org.scanline.audio.separation.net.gtcrn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.spectrum.RealFft;

/**
 * Speech and noise of mono sound at 16 kHz, a hop of 256 samples at a time, 511 samples after the
 * sound.
 *
 * <p>Every frame is computed by itself at its own place, so the cuts of the input change no bit.
 */
final class GtcrnStream implements SeparationStream {
  private static final int HOP = Gtcrn.HOP;
  private static final int FFT = Gtcrn.FFT;
  private static final int RING = 4 * FFT; // samples that may still be asked for
  private final GtcrnFrames net;
  private final Runnable onClose;
  private final RealFft fft = new RealFft(FFT);
  private final float[] window = Gtcrn.window();
  private final float[] ring = new float[RING];
  private final float[] frame = new float[FFT];
  private final float[] re = new float[Gtcrn.BINS];
  private final float[] im = new float[Gtcrn.BINS];

  /** The second half of the last frame's clean sound. */
  private final float[] tail = new float[HOP];

  private long pushed;
  private long nextFrame;
  private boolean ended;

  GtcrnStream(FrameWeights weights, Runnable onClose) {
    net = new GtcrnFrames(weights);
    this.onClose = onClose;
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    piece.demand(Gtcrn.SAMPLE_RATE, 1);
    List<Stems> parts = new ArrayList<>();
    float[] samples = piece.channel(0);
    int at = 0;
    while (at < piece.frames()) {
      int step = Math.min(HOP, piece.frames() - at);
      for (int i = 0; i < step; i++) {
        ring[(int) ((pushed + i) % RING)] = samples[at + i];
      }
      at += step;
      pushed += step;
      while (wanted() <= pushed) {
        add(parts, Long.MAX_VALUE / 4);
      }
    }
    return joined(parts);
  }

  /**
   * Samples that must be there before the next frame; the first one's mirror image needs one more.
   */
  private long wanted() {
    return nextFrame * HOP + HOP + (nextFrame == 0 ? 1 : 0);
  }

  @Override
  public Stems finish() {
    requireOpen();
    ended = true;
    List<Stems> parts = new ArrayList<>();
    long frames = pushed == 0 ? 0 : 1 + (pushed + HOP - 1) / HOP;
    while (nextFrame < frames) {
      add(parts, pushed);
    }
    return joined(parts);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  /** Cleans the next frame of a sound of some length, and adds the hop that became final. */
  private void add(List<Stems> parts, long length) {
    long from = nextFrame * HOP - HOP;
    long[] places = Gtcrn.places(length, from, from + FFT);
    for (int i = 0; i < FFT; i++) {
      frame[i] = ring[(int) (places[i] % RING)] * window[i];
    }
    fft.forward(frame, re, im, 0);
    net.clean(re, im);
    fft.inverse(re, im, 0, frame);
    if (nextFrame > 0) {
      parts.add(hop(from, (int) Math.min(HOP, length - from)));
    }
    for (int i = 0; i < HOP; i++) {
      tail[i] = frame[HOP + i] * window[HOP + i];
    }
    nextFrame++;
  }

  /** The hop from a sample on; the squares of the two windows over a sample add up to 1. */
  private Stems hop(long from, int count) {
    float[] speech = new float[count];
    float[] noise = new float[count];
    for (int i = 0; i < count; i++) {
      speech[i] = tail[i] + frame[i] * window[i];
      noise[i] = ring[(int) ((from + i) % RING)] - speech[i];
    }
    return stems(speech, noise);
  }

  private static Stems stems(float[] speech, float[] noise) {
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    stems.put(GtcrnNet.SPEECH, AudioBuffer.of(Gtcrn.SAMPLE_RATE, speech));
    stems.put(GtcrnNet.NOISE, AudioBuffer.of(Gtcrn.SAMPLE_RATE, noise));
    return Stems.of(stems);
  }

  private static Stems joined(List<Stems> parts) {
    return parts.isEmpty() ? stems(new float[0], new float[0]) : Stems.concat(parts);
  }

  /** A frame's and its hop's last sample are 511 apart. */
  @Override
  public long lookahead() {
    return FFT - 1;
  }

  @Override
  public void close() {
    ended = true;
    onClose.run();
  }
}
