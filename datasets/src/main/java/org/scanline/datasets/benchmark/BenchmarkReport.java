package org.scanline.datasets.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a run of the benchmark found.
 *
 * @param machine where it ran
 * @param settings what was asked for
 * @param matrixPeak rate of the engine's matrix product in the same run, in GFLOP/s
 * @param measurements at the lengths asked for
 * @param brief at short lengths, to find where softmax attention becomes slower
 * @param mixers whole mixers
 */
public record BenchmarkReport(
    Machine machine,
    BenchmarkSettings settings,
    double matrixPeak,
    List<Measurement> measurements,
    List<Measurement> brief,
    List<MixerSpeed> mixers) {

  /** Keeps the lists from changing. */
  public BenchmarkReport {
    measurements = List.copyOf(measurements);
    brief = List.copyOf(brief);
    mixers = List.copyOf(mixers);
  }

  /** The figure of a kernel in a form at a length. */
  public Optional<Measurement> find(BenchmarkKernel kernel, BenchmarkForm form, long length) {
    return Stream.concat(measurements.stream(), brief.stream())
        .filter(m -> m.kernel() == kernel && m.form() == form && m.length() == length)
        .findFirst();
  }

  /** How many times as fast as the chunked form at the same length. */
  public OptionalDouble timesPeer(Measurement measurement) {
    Optional<Measurement> peer =
        find(measurement.kernel(), BenchmarkForm.CHUNKED, measurement.length());
    return peer.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(peer.get().seconds() / measurement.seconds());
  }

  /**
   * The length from which softmax attention is slower than a kernel, on a straight line through the
   * logarithms of the times at the lengths around it.
   *
   * @return empty when either was not timed or softmax was never slower; the shortest length timed
   *     when it always was
   */
  public OptionalDouble crossing(BenchmarkKernel kernel, BenchmarkForm form) {
    long[] lengths =
        Stream.concat(brief.stream(), measurements.stream())
            .mapToLong(Measurement::length)
            .distinct()
            .sorted()
            .toArray();
    double beforeLength = Double.NaN;
    double beforeRatio = Double.NaN;
    for (long length : lengths) {
      Optional<Measurement> softmax = find(BenchmarkKernel.SOFTMAX, BenchmarkForm.SOFTMAX, length);
      Optional<Measurement> linear = find(kernel, form, length);
      if (softmax.isEmpty() || linear.isEmpty()) {
        continue;
      }
      double ratio = Math.log(softmax.get().seconds() / linear.get().seconds());
      if (ratio >= 0) {
        if (Double.isNaN(beforeRatio)) {
          return OptionalDouble.of((double) length);
        }
        double part = beforeRatio / (beforeRatio - ratio);
        return OptionalDouble.of(beforeLength * Math.pow(length / beforeLength, part));
      }
      beforeLength = length;
      beforeRatio = ratio;
    }
    return OptionalDouble.empty();
  }

  /** Tables for a terminal. */
  public String toTable() {
    return BenchmarkText.of(this);
  }

  /** The report as JSON; what is not known is null. */
  public String toJson() {
    return BenchmarkJson.write(this);
  }
}
