package org.scanline.separate;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioFormat;
import org.scanline.audio.file.AudioReader;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFile;

/** Opens a finished file once more before it gets its name. */
final class Verification {
  private Verification() {}

  /**
   * Checks form and length.
   *
   * @param frames of the sound that was written, at the input's rate
   * @throws JobException when the file is not what it should be
   */
  static void check(PartFile part, StemFormat format, long frames) throws JobException {
    try (AudioReader reader = AudioReader.open(part.path())) {
      AudioFormat found = reader.format();
      long expected = format.outputFrames(frames);
      boolean well =
          found.sampleRate() == format.outputRate()
              && found.channels() == format.channels()
              && (found.frames() < 0 || found.frames() == expected);
      if (!well) {
        throw damaged(
            part,
            "holds %d frames, %d channels at %d Hz; expected %d, %d, %d"
                .formatted(
                    found.frames(),
                    found.channels(),
                    found.sampleRate(),
                    expected,
                    format.channels(),
                    format.outputRate()),
            null);
      }
    } catch (AudioFileException e) {
      throw damaged(part, String.valueOf(e.getMessage()), e);
    }
  }

  private static JobException damaged(PartFile part, String what, @Nullable Throwable cause) {
    return new JobException(
        Failure.OUTPUT,
        "cannot trust what was written to " + part.target() + " (" + what + "); check the disk",
        cause);
  }
}
