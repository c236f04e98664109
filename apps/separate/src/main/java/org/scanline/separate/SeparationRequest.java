package org.scanline.separate;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.scanline.audio.file.OutputFormat;
import org.scanline.jobs.OutputPlan;

/**
 * What a user wants separated, and how.
 *
 * @param inputs files, and folders that stand for the audio files directly in them
 * @param output where the stems go; placeholders {@code {track}}, {@code {stem}}, {@code {ext}},
 *     {@code {model}}
 * @param format how they are stored
 * @param clip what happens to samples beyond full scale
 * @param stems which stems are written
 * @param range which part of each song
 * @param picture whether a picture of the song and its stems is drawn beside them
 */
public record SeparationRequest(
    List<Path> inputs,
    OutputPlan output,
    OutputFormat format,
    ClipPolicy clip,
    StemChoice stems,
    TimeRange range,
    boolean picture) {

  /** A request without picture. */
  public SeparationRequest(
      List<Path> inputs,
      OutputPlan output,
      OutputFormat format,
      ClipPolicy clip,
      StemChoice stems,
      TimeRange range) {
    this(inputs, output, format, clip, stems, range, false);
  }

  /** Checks that there is an input and that only known placeholders are used. */
  public SeparationRequest {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no song given");
    }
    output.template().allowing(Set.of("track", "stem", "ext", "model"));
    String extension = output.extension().apply(inputs.get(0));
    if (!extension.equals(format.codec().extension())) {
      throw new IllegalArgumentException(
          "extension=" + extension + " must be that of " + format.codec());
    }
  }

  /** Where everything goes, the picture too. */
  OutputPlan plan() {
    return picture ? output.with(PictureOutput.COMPANION) : output;
  }
}
