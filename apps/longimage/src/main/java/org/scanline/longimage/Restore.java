package org.scanline.longimage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.scanline.jobs.InputFiles;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.Outputs;
import org.scanline.jobs.RefusedJob;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Plans the restoration of pictures with one model: one job for each picture. Thread-safe. */
public final class Restore {
  /** The name of the result among the outputs of a picture. */
  static final String PICTURE = "picture";

  private static final InputFiles PICTURES =
      new InputFiles(extensions(), "picture files", "a folder of pictures, or a picture");

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  private final ImageRestorer model;
  private final Duration checkpoints;

  /** An application of this model, which the caller closes after the last job. */
  public Restore(ImageRestorer model) {
    this(model, CHECKPOINTS);
  }

  /**
   * An application of this model.
   *
   * @param checkpoints how often what the net remembers is written down, where a file can be
   *     resumed
   */
  Restore(ImageRestorer model, Duration checkpoints) {
    this.model = model;
    this.checkpoints = checkpoints;
  }

  private static Set<String> extensions() {
    return Arrays.stream(ImageFileType.values())
        .flatMap(type -> type.extensions().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Decides everything that can be decided before any work.
   *
   * @return one job for each picture, in the order of the inputs; a folder that cannot be used is a
   *     job that says so
   * @throws JobException when the run must be refused: outputs exist, or would fall together
   */
  public List<Job> plan(RestorationRequest request) throws JobException {
    List<InputFiles.Input> pictures = PICTURES.of(request.inputs());
    List<Outputs> outputs =
        request
            .plan()
            .of(
                pictures.stream()
                    .filter(p -> p.problem() == null)
                    .map(InputFiles.Input::path)
                    .toList(),
                "part",
                List.of(PICTURE),
                Map.of("model", model.card().name()));
    List<Job> jobs = new ArrayList<>();
    int next = 0;
    for (InputFiles.Input picture : pictures) {
      JobException problem = picture.problem();
      jobs.add(
          problem == null
              ? new PictureJob(model, request, checkpoints, outputs.get(next++))
              : new RefusedJob(picture.path().toString(), problem));
    }
    return jobs;
  }
}
