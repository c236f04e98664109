package org.scanline.audio.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scanline.audio.AudioBuffer;

/**
 * The second of the two passes of {@link BssEval}: hears references and estimates again, by blocks,
 * and measures window after window.
 *
 * <p>Memory does not grow with the sound but for the scores. The cuts of the input change no bit.
 * One thread at a time.
 */
public final class BssMeasurement {
  private static final int TAIL = DistortionFilters.TAPS - 1;
  private static final int BLOCK = DistortionFilters.SIZE - TAIL;

  private final BssFilters filters;
  private final int channels;
  private final long window;
  private final PairFft fft = new PairFft(DistortionFilters.SIZE);
  private final float[][] references;
  private final float[][] estimates;
  private final double[][][] spectra;
  private final double[][][] out = new double[2][][];
  private final double[][] all;
  private final double[][] own;

  /** What the filters give after the last block, by estimate (pair) and channel. */
  private final double[][][] allTails;

  private final double[][][] ownTails;
  private final double[][] sums;
  private final boolean[] sounding;
  private final List<double[][]> windows = new ArrayList<>();
  private int filled;
  private long left;

  BssMeasurement(BssFilters filters, int window) {
    if (window < 0) {
      throw new IllegalArgumentException("window=" + window + " must not be negative");
    }
    this.filters = filters;
    this.channels = filters.channels;
    this.window = window == 0 ? Long.MAX_VALUE : window;
    references = new float[filters.sources * channels][BLOCK];
    estimates = new float[filters.all.length * channels][BLOCK];
    spectra = fft.spectra(references.length);
    out[0] = fft.spectrum();
    out[1] = fft.spectrum();
    all = new double[channels][DistortionFilters.SIZE];
    own = new double[channels][DistortionFilters.SIZE];
    allTails = new double[filters.all.length][channels][TAIL];
    ownTails = new double[filters.pairs.size()][channels][TAIL];
    sums = new double[filters.pairs.size()][8];
    sounding = new boolean[filters.sources + filters.all.length];
    left = this.window;
  }

  /** Goes on with the next block; as {@link BssFit#add}. */
  public void add(List<AudioBuffer> sources, List<AudioBuffer> guesses) {
    float[][] x = BssFit.flatten(sources, filters.sources, channels);
    float[][] y = BssFit.flatten(guesses, filters.all.length, channels);
    if (x[0].length != y[0].length) {
      throw new IllegalArgumentException(
          "lengths differ: references=%d estimates=%d".formatted(x[0].length, y[0].length));
    }
    for (int done = 0; done < x[0].length; ) {
      int whole = (int) Math.min(BLOCK, left);
      int step = Math.min(whole - filled, x[0].length - done);
      copy(x, done, references, step);
      copy(y, done, estimates, step);
      filled += step;
      done += step;
      if (filled == whole) {
        measureBlock();
        if (left == 0) {
          endWindow();
        }
      }
    }
  }

  private void copy(float[][] from, int at, float[][] to, int count) {
    for (int c = 0; c < to.length; c++) {
      System.arraycopy(from[c], at, to[c], filled, count);
    }
  }

  /**
   * Ends the measurement. A rest shorter than a window counts only when there is no other.
   *
   * @return the scores; without windows when nothing was heard
   */
  public BssScores finish() {
    if (windows.isEmpty() && (filled > 0 || left < window)) {
      if (filled > 0) {
        measureBlock();
      }
      endWindow();
    }
    return BssScores.of(sums.length, windows);
  }

  private void measureBlock() {
    hear(references, 0);
    hear(estimates, filters.sources);
    fft.forward(references, 0, filled, 0, spectra);
    for (int e = 0; e < filters.all.length; e++) {
      filter(filters.all[e], all, allTails[e]);
      for (int p = 0; p < sums.length; p++) {
        BssFilters.Pair pair = filters.pairs.get(p);
        if (pair.estimate() == e) {
          filter(pair.filters(), own, ownTails[p]);
          for (int c = 0; c < channels; c++) {
            float[] target = references[pair.source() * channels + c];
            add(sums[p], target, estimates[e * channels + c], all[c], own[c], filled);
          }
        }
      }
    }
    left -= filled;
    filled = 0;
  }

  /** Notes who sounds; a source is silent, as in museval, where its channels add up to nothing. */
  private void hear(float[][] sounds, int first) {
    for (int s = 0; s < sounds.length / channels; s++) {
      for (int i = 0; i < filled && !sounding[first + s]; i++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += sounds[s * channels + c][i];
        }
        sounding[first + s] = sum != 0;
      }
    }
  }

  /** Filters the block, adds what is left of the one before, and keeps what goes beyond it. */
  private void filter(DistortionFilters by, double[][] signals, double[][] tails) {
    for (int c = 0; c < channels; c += 2) {
      int d = Math.min(channels - 1, c + 1);
      by.apply(spectra, c, out[0]);
      if (d > c) {
        by.apply(spectra, d, out[1]);
      }
      fft.inverse(out[0], out[d - c], signals[c], signals[d]);
    }
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < TAIL; i++) {
        signals[c][i] += tails[c][i];
      }
      System.arraycopy(signals[c], filled, tails[c], 0, TAIL);
    }
  }

  private static void add(
      double[] sums, float[] target, float[] heard, double[] all, double[] own, int count) {
    for (int i = 0; i < count; i++) {
      add(sums, target[i], heard[i], all[i], own[i]);
    }
  }

  private static void add(double[] sums, double target, double heard, double all, double own) {
    double distortion = heard - target;
    double spatial = own - target;
    double interference = all - own;
    double artefacts = heard - all;
    double rest = heard - own;
    sums[0] += target * target;
    sums[1] += distortion * distortion;
    sums[2] += spatial * spatial;
    sums[3] += own * own;
    sums[4] += interference * interference;
    sums[5] += all * all;
    sums[6] += artefacts * artefacts;
    sums[7] += rest * rest;
  }

  private void endWindow() {
    double[][] values = new double[sums.length][];
    boolean silent = false;
    for (boolean heard : sounding) {
      silent |= !heard;
    }
    for (int p = 0; p < sums.length; p++) {
      for (int c = 0; c < channels; c++) {
        double[] rest = allTails[filters.pairs.get(p).estimate()][c];
        for (int i = 0; i < TAIL; i++) {
          add(sums[p], 0, 0, rest[i], ownTails[p][c][i]);
        }
      }
      values[p] = silent ? undefined() : measures(sums[p]);
      Arrays.fill(sums[p], 0);
    }
    windows.add(values);
    for (double[][][] tails : new double[][][][] {allTails, ownTails}) {
      for (double[][] tail : tails) {
        for (double[] channel : tail) {
          Arrays.fill(channel, 0);
        }
      }
    }
    Arrays.fill(sounding, false);
    left = window;
  }

  private static double[] undefined() {
    double[] undefined = new double[BssScores.SOURCE_SDR + 1];
    Arrays.fill(undefined, Double.NaN);
    return undefined;
  }

  /** SDR, ISR, SIR, SAR, and the SDR of sources. */
  private static double[] measures(double[] sums) {
    return new double[] {
      Decibels.ratio(sums[0], sums[1]),
      Decibels.ratio(sums[0], sums[2]),
      Decibels.ratio(sums[3], sums[4]),
      Decibels.ratio(sums[5], sums[6]),
      Decibels.ratio(sums[3], sums[7])
    };
  }
}
