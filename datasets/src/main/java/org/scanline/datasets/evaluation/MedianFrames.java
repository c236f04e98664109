package org.scanline.datasets.evaluation;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.spectrum.Spectrogram;

/**
 * The spectra under a sliding window, with the median of magnitudes along time for each bin and
 * along frequency for each frame. At the ends of sound and spectrum the windows are cut off.
 *
 * <p>Shape: C channels × F bins × SPAN frames. One thread at a time.
 */
final class MedianFrames {
  /** Length of both medians, in frames and in bins. */
  static final int SPAN = 31;

  private static final int HALF = SPAN / 2;

  /** One spectrum; arrays of shape (C, F). */
  record Frame(float[][] re, float[][] im, float[][] magnitude) {}

  private final int channels;
  private final int bins;
  private final @Nullable Frame[] ring = new @Nullable Frame[SPAN];
  private final RunningMedians alongTime;
  private final RunningMedians alongFrequency = new RunningMedians(1, SPAN);
  private long received;
  private long centre;

  MedianFrames(int channels, int bins) {
    this.channels = channels;
    this.bins = bins;
    alongTime = new RunningMedians(channels * bins, SPAN);
  }

  /** Takes the next frame in. */
  void add(Spectrogram spectra, int index) {
    float[][] re = new float[channels][bins];
    float[][] im = new float[channels][bins];
    float[][] magnitude = new float[channels][bins];
    for (int c = 0; c < channels; c++) {
      System.arraycopy(spectra.re(c), index * bins, re[c], 0, bins);
      System.arraycopy(spectra.im(c), index * bins, im[c], 0, bins);
      for (int k = 0; k < bins; k++) {
        float value = (float) Math.sqrt(re[c][k] * re[c][k] + im[c][k] * im[c][k]);
        magnitude[c][k] = value;
        alongTime.insert(c * bins + k, value);
      }
    }
    ring[(int) (received++ % SPAN)] = new Frame(re, im, magnitude);
  }

  /** Whether the middle frame has all that follows it in the window. */
  boolean full() {
    return received - centre > HALF;
  }

  /** Whether frames are left that have not been in the middle. */
  boolean hasRest() {
    return centre < received;
  }

  /** Index of the frame in the middle. */
  long index() {
    return centre;
  }

  /** The frame in the middle. */
  Frame frame() {
    return at(centre);
  }

  private Frame at(long index) {
    Frame frame = ring[(int) (index % SPAN)];
    if (frame == null) {
      throw new IllegalStateException("no frame " + index);
    }
    return frame;
  }

  /** The median along time around the middle frame: what lasts. */
  float lasting(int channel, int bin) {
    return alongTime.median(channel * bins + bin);
  }

  /** The medians along frequency of the middle frame: what is wide. */
  float[] wide(int channel) {
    float[] magnitude = frame().magnitude[channel];
    float[] medians = new float[bins];
    alongFrequency.clear();
    for (int k = 0; k < Math.min(HALF, bins); k++) {
      alongFrequency.insert(0, magnitude[k]);
    }
    for (int k = 0; k < bins; k++) {
      if (k > HALF) {
        alongFrequency.remove(0, magnitude[k - HALF - 1]);
      }
      if (k + HALF < bins) {
        alongFrequency.insert(0, magnitude[k + HALF]);
      }
      medians[k] = alongFrequency.median(0);
    }
    return medians;
  }

  /** Moves the window on by one frame. */
  void advance() {
    long leaving = centre++ - HALF;
    if (leaving < 0) {
      return;
    }
    float[][] magnitude = at(leaving).magnitude;
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < bins; k++) {
        alongTime.remove(c * bins + k, magnitude[c][k]);
      }
    }
  }
}
