package org.scanline.separate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.Delivery;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.Outputs;

/** Plans the separation of songs with one model: one job for each song. Thread-safe. */
public final class Separate {
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
    List<Songs.Song> songs = Songs.of(request.inputs());
    List<Outputs> outputs =
        request
            .plan()
            .of(
                songs.stream().filter(s -> s.problem() == null).map(Songs.Song::path).toList(),
                "stem",
                names,
                new HashMap<>(Map.of("model", model.card().name())));
    Separator needed = model.giving(request.stems().needed(model.stems()));
    List<Job> jobs = new ArrayList<>();
    int next = 0;
    for (Songs.Song song : songs) {
      JobException problem = song.problem();
      jobs.add(
          problem == null
              ? new SongJob(needed, request, outputs.get(next++))
              : new Refused(song.path().toString(), problem));
    }
    return jobs;
  }

  /** A job that can only say why it cannot be done. */
  private record Refused(String name, JobException problem) implements Job {
    @Override
    public Delivery run(JobContext context) throws JobException {
      throw problem;
    }
  }
}
