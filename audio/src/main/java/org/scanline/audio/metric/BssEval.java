package org.scanline.audio.metric;

import java.util.List;
import java.util.stream.IntStream;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.BssScores.Measure;

/**
 * BSS Eval version 4: source images, distortion filters of 512 taps that do not change with time
 * and are fitted over the whole signal, measures in windows.
 *
 * <p>All sources of a song are held in memory, with a factored matrix of (sources · channels ·
 * 512)² doubles: 67 MB for four stereo sources. Agrees with museval 0.4 within 1e-4 dB on ordinary
 * music. Source: Vincent, Gribonval and Févotte 2006; Stöter, Liutkus and Ito, "The 2018 Signal
 * Separation Evaluation Campaign", section 3.
 */
public final class BssEval {
  private static final double[] UNDEFINED = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};

  private final float[][] references;
  private final float[][] estimates;
  private final int sources;
  private final int channels;
  private final ProjectionFilters[] ofAll;
  private final ProjectionFilters[] ofOwn;

  private BssEval(List<AudioBuffer> references, List<AudioBuffer> estimates) {
    this.sources = references.size();
    this.channels = references.get(0).channels();
    this.references = flatten(references);
    this.estimates = flatten(estimates);
    Correlations own = new Correlations(this.references, this.references, ProjectionFilters.TAPS);
    Correlations cross = new Correlations(this.references, this.estimates, ProjectionFilters.TAPS);
    int[] everything = IntStream.range(0, sources * channels).toArray();
    Cholesky whole = Cholesky.of(ProjectionFilters.matrix(own, everything));
    ofAll = new ProjectionFilters[sources];
    ofOwn = new ProjectionFilters[sources];
    for (int j = 0; j < sources; j++) {
      int[] mine = IntStream.range(j * channels, (j + 1) * channels).toArray();
      Cholesky part = Cholesky.of(ProjectionFilters.matrix(own, mine));
      ofAll[j] = new ProjectionFilters(whole, cross, everything, mine);
      ofOwn[j] = new ProjectionFilters(part, cross, mine, mine);
    }
  }

  private static float[][] flatten(List<AudioBuffer> sounds) {
    return sounds.stream()
        .flatMap(s -> IntStream.range(0, s.channels()).mapToObj(s::channel))
        .toArray(float[][]::new);
  }

  /**
   * Fits the filters of estimates to the true sources: the costly part.
   *
   * @param references the true sources, all of one shape
   * @param estimates in the same order and shape
   * @throws IllegalArgumentException when the shapes differ
   */
  public static BssEval fit(List<AudioBuffer> references, List<AudioBuffer> estimates) {
    if (references.isEmpty() || references.size() != estimates.size()) {
      throw new IllegalArgumentException(
          "references=%d estimates=%d".formatted(references.size(), estimates.size()));
    }
    AudioBuffer first = references.get(0);
    for (List<AudioBuffer> sounds : List.of(references, estimates)) {
      for (AudioBuffer sound : sounds) {
        sound.demand(first.sampleRate(), first.channels());
        if (sound.frames() != first.frames() || sound.isEmpty()) {
          throw new IllegalArgumentException(
              "lengths %d and %d: wanted equal and not 0"
                  .formatted(first.frames(), sound.frames()));
        }
      }
    }
    return new BssEval(references, estimates);
  }

  /**
   * The measures in windows.
   *
   * @param window length in samples (usually one second); as many whole ones as fit, one after the
   *     other; 0 or more than the length for one window over everything
   */
  public BssScores scores(int window) {
    if (window < 0) {
      throw new IllegalArgumentException("window=" + window + " must not be negative");
    }
    int length = references[0].length;
    int size = window == 0 ? length : Math.min(window, length);
    return measure(size, length / size);
  }

  private BssScores measure(int size, int windows) {
    double[][][] values = new double[Measure.values().length][sources][windows];
    for (int w = 0; w < windows; w++) {
      boolean silent = silent(references, w * size, size) || silent(estimates, w * size, size);
      for (int j = 0; j < sources; j++) {
        double[] four = silent ? UNDEFINED : measure(j, w * size, size);
        for (int m = 0; m < values.length; m++) {
          values[m][j][w] = four[m];
        }
      }
    }
    return new BssScores(values);
  }

  /** Whether a source is all zeros in a window: then no measure is defined there. */
  private boolean silent(float[][] sounds, int from, int size) {
    for (int j = 0; j < sources; j++) {
      boolean sounding = false;
      for (int c = 0; c < channels && !sounding; c++) {
        float[] channel = sounds[j * channels + c];
        sounding = IntStream.range(from, from + size).anyMatch(i -> channel[i] != 0);
      }
      if (!sounding) {
        return true;
      }
    }
    return false;
  }

  /** SDR, ISR, SIR and SAR of one source in one window. */
  private double[] measure(int source, int from, int size) {
    double[][] own = ofOwn[source].project(references, from, size);
    double[][] all = ofAll[source].project(references, from, size);
    double[] sums = new double[7];
    for (int c = 0; c < channels; c++) {
      float[] reference = references[source * channels + c];
      float[] estimate = estimates[source * channels + c];
      for (int i = 0; i < own[c].length; i++) {
        double target = i < size ? reference[from + i] : 0;
        double heard = i < size ? estimate[from + i] : 0;
        double distortion = heard - target;
        double spatial = own[c][i] - target;
        double interference = all[c][i] - own[c][i];
        double artefacts = heard - all[c][i];
        sums[0] += target * target;
        sums[1] += distortion * distortion;
        sums[2] += spatial * spatial;
        sums[3] += own[c][i] * own[c][i];
        sums[4] += interference * interference;
        sums[5] += all[c][i] * all[c][i];
        sums[6] += artefacts * artefacts;
      }
    }
    return new double[] {
      Decibels.ratio(sums[0], sums[1]),
      Decibels.ratio(sums[0], sums[2]),
      Decibels.ratio(sums[3], sums[4]),
      Decibels.ratio(sums[5], sums[6])
    };
  }
}
