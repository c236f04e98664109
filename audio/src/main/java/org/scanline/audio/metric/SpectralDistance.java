package org.scanline.audio.metric;

import java.util.Arrays;
import org.scanline.audio.spectrum.RealFft;

/**
 * Spectral convergence and log-magnitude distance at one resolution, of one channel.
 *
 * <p>Fed by blocks. A sound shorter than half a frame and a sample is filled up with zeros.
 */
final class SpectralDistance {
  private static final double LEAST_POWER = 1e-8;
  private static final int CHUNK = 8192;

  /** Bins whose ratios are multiplied before a logarithm is taken: far from overflow. */
  private static final int GROUP = 8;

  private final StftDistance.Resolution resolution;
  private final float[] hann;
  private final RealFft fft;
  private final float[] frame;
  private final float[][] re;
  private final float[][] im;

  /** Both sounds from the next frame's beginning on. */
  private final float[][] line;

  /** Both sounds' beginnings, until they are long enough to be reflected. */
  private final float[][] head;

  private int headFilled;
  private int filled;
  private long frames;
  private double difference;
  private double energy;
  private double logarithms;

  SpectralDistance(StftDistance.Resolution resolution) {
    this.resolution = resolution;
    int size = resolution.size();
    int window = resolution.window();
    hann = new float[size];
    for (int i = 0; i < window; i++) {
      hann[(size - window) / 2 + i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window));
    }
    fft = new RealFft(size);
    frame = new float[size];
    re = new float[2][fft.bins()];
    im = new float[2][fft.bins()];
    line = new float[2][size + CHUNK];
    head = new float[2][size / 2 + 1];
  }

  void add(float[] reference, float[] estimate) {
    int from = 0;
    if (headFilled < head[0].length) {
      from = Math.min(head[0].length - headFilled, reference.length);
      System.arraycopy(reference, 0, head[0], headFilled, from);
      System.arraycopy(estimate, 0, head[1], headFilled, from);
      headFilled += from;
      if (headFilled == head[0].length) {
        begin();
      }
    }
    feed(reference, estimate, from, reference.length);
  }

  private void begin() {
    int last = head[0].length - 1;
    float[][] mirrored = new float[2][last];
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i < last; i++) {
        mirrored[s][i] = head[s][last - i];
      }
    }
    feed(mirrored[0], mirrored[1], 0, last);
    feed(head[0], head[1], 0, last + 1);
  }

  private void feed(float[] reference, float[] estimate, int from, int to) {
    int size = resolution.size();
    int at = from;
    while (at < to) {
      int step = Math.min(to - at, line[0].length - filled);
      System.arraycopy(reference, at, line[0], filled, step);
      System.arraycopy(estimate, at, line[1], filled, step);
      filled += step;
      at += step;
      int first = 0;
      while (first + size <= filled) {
        compare(first);
        first += resolution.hop();
      }
      for (float[] sound : line) {
        System.arraycopy(sound, first, sound, 0, filled - first);
      }
      filled -= first;
    }
  }

  private void compare(int first) {
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = line[s][first + i] * hann[i];
      }
      fft.forward(frame, re[s], im[s], 0);
    }
    double sum = 0;
    double squares = 0;
    double logs = 0;
    int bins = re[0].length;
    for (int group = 0; group < bins; group += GROUP) {
      double higher = 1;
      double lower = 1;
      for (int k = group; k < Math.min(bins, group + GROUP); k++) {
        double s = power(re[0][k], im[0][k]);
        double e = power(re[1][k], im[1][k]);
        double d = Math.sqrt(s) - Math.sqrt(e);
        squares += d * d;
        sum += s;
        higher *= Math.max(s, e);
        lower *= Math.min(s, e);
      }
      logs += Math.log(higher / lower);
    }
    difference += squares;
    energy += sum;
    logarithms += 0.5 * logs;
    frames++;
  }

  private static double power(double re, double im) {
    return Math.max(re * re + im * im, LEAST_POWER);
  }

  /** Ends the sounds; the distance. */
  double finish() {
    if (headFilled < head[0].length) {
      Arrays.fill(head[0], headFilled, head[0].length, 0);
      Arrays.fill(head[1], headFilled, head[1].length, 0);
      headFilled = head[0].length;
      begin();
    }
    int half = resolution.size() / 2;
    float[][] mirrored = new float[2][half];
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i < half; i++) {
        mirrored[s][i] = line[s][filled - 2 - i];
      }
    }
    feed(mirrored[0], mirrored[1], 0, half);
    return Math.sqrt(difference / energy) + logarithms / ((double) frames * re[0].length);
  }
}
