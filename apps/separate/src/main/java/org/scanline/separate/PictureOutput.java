package org.scanline.separate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.Tags;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.OutputPlan;
import org.scanline.jobs.Outputs;
import org.scanline.jobs.PartFile;
import org.scanline.separate.picture.SongPicture;

/** The picture of one song, where one is wanted and not there already; else does nothing. */
final class PictureOutput {
  /** What a request with a picture adds to the outputs of each song. */
  static final OutputPlan.Companion COMPANION = new OutputPlan.Companion("picture", "png");

  /** More than such a picture ever needs. */
  private static final long BYTES = 8 << 20;

  private final @Nullable Path target;
  private final @Nullable SongPicture picture;

  /**
   * Prepares the picture.
   *
   * @param outputs of the song
   * @param format of the sound
   * @param song tags of the song, for the headline
   * @param start seconds that were skipped
   */
  PictureOutput(Outputs outputs, StemFormat format, Tags song, double start) {
    this.target = outputs.targets().get(COMPANION.part());
    this.picture =
        target == null
            ? null
            : new SongPicture(
                headline(song, outputs.input()), format.inputRate(), format.channels(), start);
  }

  private static String headline(Tags song, Path file) {
    String title = song.fields().get("title");
    String artist = song.fields().get("artist");
    if (title != null) {
      return artist == null ? title : artist + " – " + title;
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Room to keep for the file. */
  long bytes() {
    return target == null ? 0 : BYTES;
  }

  /** The next block of the song. */
  void mixture(AudioBuffer block) {
    if (picture != null) {
      picture.mixture(block);
    }
  }

  /** The next block of the stems. */
  void stems(Map<String, AudioBuffer> block) {
    if (picture != null) {
      picture.stems(block);
    }
  }

  /**
   * Draws the picture into its unfinished file.
   *
   * @param notes takes what the user should know
   * @return the file; none when there is nothing to draw
   */
  List<PartFile> finish(JobContext context, List<String> notes) throws JobException {
    if (picture == null || target == null) {
      return List.of();
    }
    PartFile part = context.parts().open(target);
    try {
      if (!picture.write(part.path())) {
        notes.add("this Java finds no fonts; the picture has no text");
      }
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(target, e), e);
    }
    return List.of(part);
  }
}
