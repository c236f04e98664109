package org.scanline.separate;

import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;
import org.scanline.audio.signal.Resampler;

/**
 * The form of the stems of one song.
 *
 * @param inputRate sample rate of the separated sound in Hz
 * @param channels 1 or 2
 * @param output how the files are stored
 * @param tags what is written into them about the music
 */
record StemFormat(int inputRate, int channels, OutputFormat output, Tags tags) {
  /** Headers, tables and the last block of a file. */
  private static final long OVERHEAD = 64 << 10;

  /** Sample rate of the files in Hz. */
  int outputRate() {
    return output.nearestRate(inputRate);
  }

  /** Frames in a file for this many frames of sound. */
  long outputFrames(long frames) {
    return Resampler.length(frames, inputRate, outputRate());
  }

  /** Bytes of one finished file, at most (nearly) for this many frames of sound. */
  long bytes(long frames) {
    double seconds = (double) frames / inputRate;
    int cover = tags.cover() == null ? 0 : tags.cover().image().length;
    double rate =
        output.codec().lossy()
            ? output.effectiveBitrate() / 8.0
            : (double) outputRate() * channels * output.codec().bits() / 8;
    return (long) (seconds * rate) + cover + OVERHEAD;
  }

  /** Bytes of the same sound as 32-bit floats. */
  long floatBytes(long frames) {
    return frames * channels * Float.BYTES + OVERHEAD;
  }
}
