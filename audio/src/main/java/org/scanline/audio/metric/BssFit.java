package org.scanline.audio.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.scanline.audio.AudioBuffer;

/**
 * The first of the two passes of {@link BssEval}: hears references and estimates by blocks and fits
 * the distortion filters.
 *
 * <p>Memory does not grow with the sound: a factored matrix of (sources · channels · 512)² / 2
 * doubles, 67 MB for four stereo sources. The cuts of the input change no bit. One thread at a
 * time.
 */
public final class BssFit {
  private final int sources;
  private final int estimates;
  private final int channels;
  private final boolean allPairs;
  private final Correlations correlations;
  private boolean ended;

  private BssFit(int sources, int estimates, int channels, boolean allPairs) {
    if (estimates < 1 || estimates > sources || channels < 1) {
      throw new IllegalArgumentException(
          "sources=%d, estimates=%d, channels=%d".formatted(sources, estimates, channels));
    }
    this.sources = sources;
    this.estimates = estimates;
    this.channels = channels;
    this.allPairs = allPairs;
    correlations =
        new Correlations(sources * channels, estimates * channels, DistortionFilters.TAPS);
  }

  /**
   * Begins a fit of each estimate to the source of the same number.
   *
   * @param sources number of references
   * @param estimates at most as many; references beyond are known interferers without an estimate
   * @param channels of all of them
   */
  public static BssFit of(int sources, int estimates, int channels) {
    return new BssFit(sources, estimates, channels, false);
  }

  /** Begins a fit of each estimate to each source. */
  static BssFit ofAllPairs(int sources, int channels) {
    return new BssFit(sources, sources, channels, true);
  }

  /**
   * Goes on with the next block.
   *
   * @param references of all sources, of one shape
   * @param guesses of the first sources, in the same order and shape
   */
  public void add(List<AudioBuffer> references, List<AudioBuffer> guesses) {
    if (ended) {
      throw new IllegalStateException("the fit has ended");
    }
    float[][] x = flatten(references, sources, channels);
    float[][] y = flatten(guesses, estimates, channels);
    if (x[0].length != y[0].length) {
      throw new IllegalArgumentException(
          "lengths differ: references=%d estimates=%d".formatted(x[0].length, y[0].length));
    }
    correlations.add(x, y, 0, x[0].length);
  }

  /** All channels of sounds of one shape. */
  static float[][] flatten(List<AudioBuffer> sounds, int count, int channels) {
    if (sounds.size() != count) {
      throw new IllegalArgumentException("sounds=%d wanted=%d".formatted(sounds.size(), count));
    }
    float[][] all = new float[count * channels][];
    for (int j = 0; j < count; j++) {
      AudioBuffer sound = sounds.get(j);
      sound.demand(sounds.get(0).sampleRate(), channels);
      if (sound.frames() != sounds.get(0).frames()) {
        throw new IllegalArgumentException(
            "lengths %d and %d: wanted equal".formatted(sounds.get(0).frames(), sound.frames()));
      }
      for (int c = 0; c < channels; c++) {
        all[j * channels + c] = sound.channel(c);
      }
    }
    return all;
  }

  /**
   * Ends the first pass: solves for the filters, the costly part.
   *
   * @throws ArithmeticException when a sample was not a number
   */
  public BssFilters finish() {
    if (ended) {
      throw new IllegalStateException("the fit has ended");
    }
    ended = true;
    correlations.finish();
    int[] everything = IntStream.range(0, sources * channels).toArray();
    Cholesky whole = DistortionFilters.matrix(correlations, everything);
    DistortionFilters[] all = new DistortionFilters[estimates];
    for (int e = 0; e < estimates; e++) {
      all[e] = new DistortionFilters(whole, correlations, everything, channelsOf(e));
    }
    List<BssFilters.Pair> pairs = new ArrayList<>();
    for (int j = 0; j < sources; j++) {
      if (allPairs || j < estimates) {
        Cholesky part = DistortionFilters.matrix(correlations, channelsOf(j));
        for (int e = allPairs ? 0 : j; e < (allPairs ? estimates : j + 1); e++) {
          pairs.add(
              new BssFilters.Pair(
                  j, e, new DistortionFilters(part, correlations, channelsOf(j), channelsOf(e))));
        }
      }
    }
    return new BssFilters(sources, channels, all, pairs);
  }

  private int[] channelsOf(int source) {
    return IntStream.range(source * channels, (source + 1) * channels).toArray();
  }
}
