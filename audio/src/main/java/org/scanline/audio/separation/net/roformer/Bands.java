package org.scanline.audio.separation.net.roformer;

import java.util.ArrayList;
import java.util.List;

/**
 * Bands of neighbouring bins of a spectrum; every bin lies in at least one. Immutable.
 *
 * @param ranges the bands in order
 * @param bins F of the spectrum
 */
record Bands(List<Range> ranges, int bins) {

  /** Bins first, first + 1, ... of a band. */
  record Range(int first, int count) {}

  /** Checks that no bin is left out. */
  Bands {
    ranges = List.copyOf(ranges);
    for (int coverage : coverage(ranges, bins)) {
      if (coverage == 0) {
        throw new IllegalArgumentException(
            ranges.size() + " bands do not cover all of the " + bins + " bins");
      }
    }
  }

  /** Bands side by side, each with its number of bins. */
  static Bands sideBySide(List<Integer> counts) {
    List<Range> ranges = new ArrayList<>();
    int at = 0;
    for (int count : counts) {
      ranges.add(new Range(at, count));
      at += count;
    }
    return new Bands(ranges, at);
  }

  /**
   * The bins under the triangles of a mel filter bank ({@link MelScale}); the first bin belongs to
   * the first band and the last one to the last, though their triangles are zero there.
   *
   * @param sampleRate Hz
   * @param fft samples of a frame
   * @param count number of bands
   * @throws IllegalArgumentException when a band is too narrow to hold a bin
   */
  static Bands mel(int sampleRate, int fft, int count) {
    int bins = fft / 2 + 1;
    double[] edges = MelScale.edges(sampleRate / 2.0, count);
    double spacing = 1.0 / (fft * (1.0 / sampleRate)); // NumPy's order of rounding
    List<Range> ranges = new ArrayList<>();
    for (int band = 0; band < count; band++) {
      int first = bins;
      int last = -1;
      for (int bin = 0; bin < bins; bin++) {
        boolean ours = band == 0 && bin == 0 || band == count - 1 && bin == bins - 1;
        if (ours || MelScale.weight(bin * spacing, edges, band) > 0) {
          first = Math.min(first, bin);
          last = bin;
        }
      }
      if (last < first) {
        throw new IllegalArgumentException(
            "band " + band + " of " + count + " holds none of the " + bins + " bins");
      }
      ranges.add(new Range(first, last - first + 1));
    }
    return new Bands(ranges, bins);
  }

  /** Number of bands that hold each bin. */
  int[] coverage() {
    return coverage(ranges, bins);
  }

  private static int[] coverage(List<Range> ranges, int bins) {
    int[] coverage = new int[bins];
    for (Range range : ranges) {
      if (range.count() < 1 || range.first() < 0 || range.first() + range.count() > bins) {
        throw new IllegalArgumentException(range + " does not lie within " + bins + " bins");
      }
      for (int i = 0; i < range.count(); i++) {
        coverage[range.first() + i]++;
      }
    }
    return coverage;
  }

  /** Whether no bin lies in two bands. */
  boolean disjoint() {
    return ranges.stream().mapToInt(Range::count).sum() == bins;
  }
}
