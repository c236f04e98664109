package org.scanline.audio.metric;

import java.util.List;

/** Fitted distortion filters, ready to measure windows in a second pass. Immutable. */
public final class BssFilters {
  /**
   * An estimate seen as one of a source.
   *
   * @param source its number
   * @param estimate its number
   * @param filters from that source alone to the estimate
   */
  record Pair(int source, int estimate, DistortionFilters filters) {}

  final int sources;
  final int channels;
  final DistortionFilters[] all;
  final List<Pair> pairs;

  BssFilters(int sources, int channels, DistortionFilters[] all, List<Pair> pairs) {
    this.sources = sources;
    this.channels = channels;
    this.all = all;
    this.pairs = List.copyOf(pairs);
  }

  /**
   * Begins to measure; several may be under way at once.
   *
   * @param window length in samples (usually one second); as many whole ones as fit, one after the
   *     other; 0 or more than the length for one window over everything
   */
  public BssMeasurement measure(int window) {
    return new BssMeasurement(this, window);
  }
}
