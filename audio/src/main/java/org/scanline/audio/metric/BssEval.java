package org.scanline.audio.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.BssScores.Measure;

/**
 * BSS Eval of sounds that lie in memory: version 4 for source images, version 3 for sources.
 *
 * <p>The distortion filters have 512 taps, do not change with time and are fitted over the whole
 * sound; version 4 then measures in windows. Files too long for memory go through {@link BssFit}
 * and {@link BssMeasurement} in two passes, which is what happens here too. Agrees with museval 0.4
 * and mir_eval within 1e-7 dB on the reference numbers. Source: Vincent, Gribonval and Févotte
 * 2006; Stöter, Liutkus and Ito, "The 2018 Signal Separation Evaluation Campaign", section 3.
 */
public final class BssEval {
  private final BssFilters filters;
  private final List<AudioBuffer> references;
  private final List<AudioBuffer> estimates;

  private BssEval(BssFilters filters, List<AudioBuffer> references, List<AudioBuffer> estimates) {
    this.filters = filters;
    this.references = List.copyOf(references);
    this.estimates = List.copyOf(estimates);
  }

  /**
   * Fits the filters of estimates to the true sources: the costly part.
   *
   * @param references the true sources, all of one shape
   * @param estimates in the same order and shape
   * @throws IllegalArgumentException when the shapes differ
   * @throws ArithmeticException when a sample is not a number
   */
  public static BssEval fit(List<AudioBuffer> references, List<AudioBuffer> estimates) {
    demandSounds(references, estimates);
    int channels = references.get(0).channels();
    return fit(BssFit.of(references.size(), estimates.size(), channels), references, estimates);
  }

  private static BssEval fit(
      BssFit fit, List<AudioBuffer> references, List<AudioBuffer> estimates) {
    fit.add(references, estimates);
    return new BssEval(fit.finish(), references, estimates);
  }

  private static void demandSounds(List<AudioBuffer> references, List<AudioBuffer> estimates) {
    if (references.isEmpty() || references.size() != estimates.size()) {
      throw new IllegalArgumentException(
          "references=%d estimates=%d".formatted(references.size(), estimates.size()));
    }
    if (references.get(0).isEmpty()) {
      throw new IllegalArgumentException("the sounds are empty");
    }
  }

  /**
   * The measures of version 4 in windows.
   *
   * @param window length in samples (usually one second); as many whole ones as fit, one after the
   *     other; 0 or more than the length for one window over everything
   */
  public BssScores scores(int window) {
    BssMeasurement measurement = filters.measure(window);
    measurement.add(references, estimates);
    return measurement.finish();
  }

  /**
   * What version 3 says of sources, with the order of the estimates that gives the best mean SIR.
   *
   * @param sdr in dB, by source: any filter of 512 taps on the true source is forgiven
   * @param sir in dB, by source
   * @param sar in dB, by source
   * @param order for each source the number of its estimate
   */
  public record SourceScores(
      List<Double> sdr, List<Double> sir, List<Double> sar, List<Integer> order) {
    /** Keeps the lists from changing. */
    public SourceScores {
      sdr = List.copyOf(sdr);
      sir = List.copyOf(sir);
      sar = List.copyOf(sar);
      order = List.copyOf(order);
    }
  }

  /**
   * BSS Eval v3 for sources ({@code mir_eval.separation.bss_eval_sources}), over everything; the
   * estimates may come in any order.
   *
   * @throws IllegalArgumentException when the shapes differ
   */
  public static SourceScores sources(List<AudioBuffer> references, List<AudioBuffer> estimates) {
    demandSounds(references, estimates);
    int n = references.size();
    int channels = references.get(0).channels();
    BssScores pairs = fit(BssFit.ofAllPairs(n, channels), references, estimates).scores(0);
    double[][] sir = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int e = 0; e < n; e++) {
        sir[j][e] = pairs.value(Measure.SIR, j * n + e, 0);
      }
    }
    int[] order = Assignment.best(sir);
    List<Integer> numbers = Arrays.stream(order).boxed().toList();
    return new SourceScores(
        values(order, p -> pairs.sourceSdr(p, 0)),
        values(order, p -> pairs.value(Measure.SIR, p, 0)),
        values(order, p -> pairs.value(Measure.SAR, p, 0)),
        numbers);
  }

  private static List<Double> values(int[] order, IntToDoubleFunction ofPair) {
    return IntStream.range(0, order.length)
        .mapToObj(j -> ofPair.applyAsDouble(j * order.length + order[j]))
        .toList();
  }
}
