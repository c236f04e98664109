package org.scanline.audio.separation.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The shape of a band-split separator.
 *
 * @param sampleRate Hz that the net works at
 * @param window length of the analysis window, samples; a power of two
 * @param hop distance of frames, samples; divides the window
 * @param stems names of the outputs, which add up to the mixture
 * @param width D, features of a band at a frame
 * @param heads H, heads of the recurrence; divides the width
 * @param layers number of blocks
 * @param reach frames that the short convolution of a block sees on either side
 * @param bandHidden hidden width of the mixing across bands
 * @param maskHidden hidden width of the mask estimator
 */
public record BandSplitConfig(
    int sampleRate,
    int window,
    int hop,
    List<String> stems,
    int width,
    int heads,
    int layers,
    int reach,
    int bandHidden,
    int maskHidden) {

  /** Stereo: two channels, each with a real and an imaginary part. */
  static final int CHANNELS = 2;

  /** Checks the numbers against each other. */
  public BandSplitConfig {
    stems = List.copyOf(stems);
    require(sampleRate >= 8000, "sampleRate=%d must be at least 8000", sampleRate);
    require(Integer.bitCount(window) == 1, "window=%d must be a power of two", window);
    require(
        hop > 0 && window % hop == 0 && window / hop >= 2, "hop=%d must divide the window", hop);
    require(stems.size() >= 2, "stems=%d must be at least 2", stems.size());
    require(stems.size() == new HashSet<>(stems).size(), "%d stems share names", stems.size());
    require(heads > 0, "heads=%d must be positive", heads);
    require(width > 0 && width % heads == 0, "width=%d must be a multiple of the heads", width);
    require(layers > 0, "layers=%d must be positive", layers);
    require(reach >= 0, "reach=%d must not be negative", reach);
    require(bandHidden > 0, "bandHidden=%d must be positive", bandHidden);
    require(maskHidden > 0, "maskHidden=%d must be positive", maskHidden);
  }

  /** The net for 44.1 kHz music with four stems. */
  public static BandSplitConfig music() {
    List<String> stems = List.of("vocals", "drums", "bass", "other");
    return new BandSplitConfig(44100, 4096, 1024, stems, 64, 4, 4, 4, 64, 64);
  }

  /** F, bins of a frame's spectrum. */
  public int bins() {
    return window / 2 + 1;
  }

  /** Frames that a stream gathers before it runs the net over them. */
  static final int BLOCK = 16;

  /** Samples that a stream must see before a sample is final: window, net and gathered block. */
  public long lookahead() {
    return window + (long) hop * (lookaheadFrames() + BLOCK - 1);
  }

  /** Frames after a frame that its masks depend on. */
  public int lookaheadFrames() {
    return layers * reach;
  }

  /**
   * Edges of the bands in bins: K + 1 numbers from 0 to F, narrow below, wide above.
   *
   * <p>At 44.1 kHz and a window of 4096: eight bands of 65 Hz, eight of 129 Hz, six of 258 Hz, five
   * of 689 Hz, three of 1.7 kHz and two of 5.2 kHz.
   */
  public List<Integer> bandEdges() {
    int[][] plan = {{8, 6}, {8, 12}, {6, 24}, {5, 64}, {3, 160}, {1, 480}};
    List<Integer> edges = new ArrayList<>(List.of(0));
    for (int[] group : plan) {
      for (int i = 0; i < group[0]; i++) {
        int edge = edges.get(edges.size() - 1) + Math.max(1, group[1] * window / 4096);
        if (edge < bins() - 1) {
          edges.add(edge);
        }
      }
    }
    edges.add(bins());
    return List.copyOf(edges);
  }

  private static void require(boolean holds, String message, int value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  /** What the net takes and gives. */
  FormatAdapter.Format format() {
    return new FormatAdapter.Format(sampleRate, CHANNELS, stems, true);
  }
}
