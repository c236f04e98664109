package org.scanline.separate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.InputFiles;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.Outputs;
import org.scanline.jobs.RefusedJob;

/** Plans the separation of songs with one model: one job for each song. Thread-safe. */
public final class Separate {
  private static final InputFiles SONGS =
      new InputFiles(
          Set.of(
              "wav", "wave", "rf64", "w64", "aif", "aiff", "aifc", "flac", "mp3", "mp2", "ogg",
              "oga", "opus", "m4a", "m4b", "aac", "alac", "wma", "wv", "ape", "tta", "caf", "au",
              "mka", "mp4", "m4v", "mkv", "webm", "mov"),
          "audio files",
          "a folder of songs, or a song");

  private final Separator model;

  /** An application of this model, which the caller closes after the last job. */
  public Separate(Separator model) {
    this.model = model;
  }

  /**
   * Decides everything that can be decided before any work.
   *
   * @return one job for each song, in the order of the inputs; a folder that cannot be used is a
   *     job that says so
   * @throws JobException when the run must be refused: outputs exist, or would fall together
   * @throws IllegalArgumentException when the request does not fit the model
   */
  public List<Job> plan(SeparationRequest request) throws JobException {
    List<String> names = request.stems().names(model.stems());
    List<InputFiles.Input> songs = SONGS.of(request.inputs());
    List<Outputs> outputs =
        request
            .plan()
            .of(
                songs.stream()
                    .filter(s -> s.problem() == null)
                    .map(InputFiles.Input::path)
                    .toList(),
                "stem",
                names,
                new HashMap<>(Map.of("model", model.card().name())));
    Separator needed = model.giving(request.stems().needed(model.stems()));
    List<Job> jobs = new ArrayList<>();
    int next = 0;
    for (InputFiles.Input song : songs) {
      JobException problem = song.problem();
      jobs.add(
          problem == null
              ? new SongJob(needed, request, outputs.get(next++))
              : new RefusedJob(song.path().toString(), problem));
    }
    return jobs;
  }
}
