package org.scanline.separate;

import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.signal.Resampler;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.PartFile;

/** Writes one stem into one unfinished file: gain, clamp, sample rate, format. */
final class StemEncoder implements AutoCloseable {
  private final PartFile part;
  private final AudioWriter writer;
  private final Resampler resampler;
  private final float gain;
  private final boolean clamp;
  private boolean finished;

  /**
   * Opens the file.
   *
   * @param gain factor for every sample
   * @param clamp whether to cut off at full scale
   */
  StemEncoder(PartFile part, StemFormat format, float gain, boolean clamp) throws JobException {
    this.part = part;
    this.gain = gain;
    this.clamp = clamp;
    this.resampler = new Resampler(format.inputRate(), format.outputRate(), format.channels());
    try {
      this.writer =
          AudioWriter.create(
              part.path(), format.output(), format.outputRate(), format.channels(), format.tags());
    } catch (AudioFileException e) {
      throw cannotWrite(e);
    }
  }

  void write(AudioBuffer block) throws JobException {
    append(resampler.push(block));
  }

  private void append(AudioBuffer block) throws JobException {
    if (block.isEmpty()) {
      return;
    }
    try {
      writer.write(gain == 1 && !clamp ? block : levelled(block));
    } catch (AudioFileException e) {
      throw cannotWrite(e);
    }
  }

  private AudioBuffer levelled(AudioBuffer block) {
    float[][] samples = new float[block.channels()][block.frames()];
    for (int c = 0; c < samples.length; c++) {
      float[] from = block.channel(c);
      for (int i = 0; i < from.length; i++) {
        float sample = gain * from[i];
        samples[c][i] = clamp ? Math.max(-1, Math.min(1, sample)) : sample;
      }
    }
    return AudioBuffer.of(block.sampleRate(), samples);
  }

  /** Completes the file. */
  PartFile finish() throws JobException {
    append(resampler.finish());
    try {
      writer.close();
    } catch (AudioFileException e) {
      throw cannotWrite(e);
    }
    finished = true;
    return part;
  }

  /** Samples that an integer format had to cut off. */
  long clipped() {
    return writer.clipped();
  }

  @Override
  public void close() {
    resampler.close();
    if (!finished) {
      writer.abort();
    }
  }

  private JobException cannotWrite(AudioFileException e) {
    String message =
        OutputErrors.isDiskFull(e)
            ? OutputErrors.explain(part.target(), e)
            : "cannot write " + part.target() + ": " + e.getMessage();
    return new JobException(Failure.OUTPUT, message, e);
  }
}
