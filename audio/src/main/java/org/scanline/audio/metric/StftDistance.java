package org.scanline.audio.metric;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;

/**
 * The multi-resolution STFT distance: how unlike two sounds look as spectrograms; 0 for equal ones,
 * without an upper bound, lower is better. It does not hear phases.
 *
 * <p>For each resolution the spectral convergence |‖S‖ - ‖E‖|_F / ‖S‖_F plus the mean of |log ‖S‖ -
 * log ‖E‖| over all bins and frames, of magnitudes of at least 1e-4; then the mean over the
 * resolutions and over the channels. Frames are centred at multiples of the hop, reflected at both
 * ends, under a periodic Hann window.
 *
 * <p>Fed by blocks: memory does not grow with the sound, and the cuts change no bit. One thread at
 * a time. Source: Yamamoto, Song and Kim, "Parallel WaveGAN", 2020, equations 4 to 6, as auraloss
 * computes it; Bereuter et al., "Towards Reliable Objective Evaluation Metrics for Generative
 * Singing Voice Separation Models", 2025, for {@link Settings#LISTENING}.
 */
public final class StftDistance {
  /**
   * One way to cut sound into spectra.
   *
   * @param size of the transform, a power of two
   * @param hop distance of frames in samples
   * @param window length of the window, in the middle of the frame
   */
  public record Resolution(int size, int hop, int window) {
    /** Checks the lengths. */
    public Resolution {
      if (size < 8 || Integer.bitCount(size) != 1) {
        throw new IllegalArgumentException("size=" + size + " must be a power of two, at least 8");
      }
      if (hop < 1 || hop >= size / 2) {
        throw new IllegalArgumentException("hop=" + hop + " must lie in 1..size/2-1");
      }
      if (window < 1 || window > size) {
        throw new IllegalArgumentException("window=" + window + " must lie in 1..size=" + size);
      }
    }
  }

  /**
   * Which resolutions, and whether the ear's sensitivity is put before them.
   *
   * @param resolutions at least one
   * @param weighted whether both sounds pass an A-weighting filter of 101 taps first
   */
  public record Settings(List<Resolution> resolutions, boolean weighted) {
    /**
     * As in the listening study: transforms of 256 to 4096 samples, hops of a quarter, A-weighted.
     */
    public static final Settings LISTENING =
        new Settings(
            Arrays.asList(256, 512, 1024, 2048, 4096).stream()
                .map(size -> new Resolution(size, size / 4, size))
                .toList(),
            true);

    /** As in Parallel WaveGAN. */
    public static final Settings PARALLEL_WAVEGAN =
        new Settings(
            List.of(
                new Resolution(1024, 120, 600),
                new Resolution(2048, 240, 1200),
                new Resolution(512, 50, 240)),
            false);

    /** Checks that there is one. */
    public Settings {
      resolutions = List.copyOf(resolutions);
      if (resolutions.isEmpty()) {
        throw new IllegalArgumentException("no resolution");
      }
    }
  }

  private final int channels;
  private final @Nullable FirFilter[] filters;
  private final SpectralDistance[][] distances;
  private boolean sounding;
  private double result;
  private boolean ended;

  /** Begins a comparison of sounds of one format. */
  public StftDistance(Settings settings, int sampleRate, int channels) {
    this.channels = channels;
    filters = new FirFilter[2 * channels];
    distances = new SpectralDistance[channels][];
    float[] taps = settings.weighted() ? AWeighting.taps(sampleRate) : null;
    for (int c = 0; c < channels; c++) {
      if (taps != null) {
        filters[2 * c] = new FirFilter(taps);
        filters[2 * c + 1] = new FirFilter(taps);
      }
      distances[c] =
          settings.resolutions().stream()
              .map(SpectralDistance::new)
              .toArray(SpectralDistance[]::new);
    }
  }

  /** Compares whole sounds. */
  public static double of(Settings settings, AudioBuffer reference, AudioBuffer estimate) {
    StftDistance distance =
        new StftDistance(settings, reference.sampleRate(), reference.channels());
    distance.add(reference, estimate);
    return distance.finish();
  }

  /** Goes on with the next block. */
  public void add(AudioBuffer reference, AudioBuffer estimate) {
    SiSdr.demandEqualShapes(reference, estimate);
    if (ended || reference.channels() != channels) {
      throw new IllegalStateException(ended ? "the comparison has ended" : "other channels");
    }
    for (int c = 0; c < channels; c++) {
      for (float sample : reference.channel(c)) {
        sounding |= sample != 0;
      }
      pass(c, reference.channel(c), estimate.channel(c));
    }
  }

  private void pass(int channel, float[] reference, float[] estimate) {
    FirFilter first = filters[2 * channel];
    FirFilter second = filters[2 * channel + 1];
    float[] x = first == null ? reference : first.push(reference);
    float[] y = second == null ? estimate : second.push(estimate);
    for (SpectralDistance distance : distances[channel]) {
      distance.add(x, y);
    }
  }

  /** Ends the sounds; NaN when the reference is silent throughout. */
  public double finish() {
    if (ended) {
      return result;
    }
    ended = true;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      FirFilter filter = filters[2 * c];
      if (filter != null) {
        float[] zeros = new float[filter.delay()];
        pass(c, zeros, zeros);
      }
      double ofChannel = 0;
      for (SpectralDistance distance : distances[c]) {
        ofChannel += distance.finish();
      }
      sum += ofChannel / distances[c].length;
    }
    result = sounding ? sum / channels : Double.NaN;
    return result;
  }
}
