package org.scanline.longimage;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.NameTemplate;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.OutputPlan;
import org.scanline.vision.image.restoration.ImageRestorer;

/**
 * What a user wants enlarged or denoised, and how.
 *
 * @param inputs files, and folders that stand for the picture files directly in them
 * @param folder where the results go
 * @param names what they are called; placeholders {@code {name}}, {@code {ext}}, {@code {model}}
 * @param onExisting what happens when they are there already
 * @param resume whether an interrupted picture goes on where it ended
 * @param type of the files; null for that of each input
 * @param quality of lossy files, 1 to 100
 * @param sigma of the noise in 8-bit levels; NaN to measure it
 * @param direction from which side pictures are read
 * @param extras what is made beside the result
 * @param threads processor cores to use; the results do not depend on it
 */
public record RestorationRequest(
    List<Path> inputs,
    Path folder,
    NameTemplate names,
    OnExisting onExisting,
    boolean resume,
    @Nullable ResultType type,
    int quality,
    double sigma,
    Direction direction,
    Set<Extra> extras,
    int threads) {

  /** What may be made beside the result. */
  public enum Extra {
    /** A sheet of the most detailed places before and after. */
    COMPARISON("compare", "compare.png"),
    /** A page that zooms into both. */
    VIEWER("viewer", "html");

    private final String part;
    private final String extension;

    Extra(String part, String extension) {
      this.part = part;
      this.extension = extension;
    }

    /** Its name among the outputs. */
    String part() {
      return part;
    }
  }

  /** Checks everything that does not depend on the model. */
  public RestorationRequest {
    inputs = List.copyOf(inputs);
    extras = Set.copyOf(extras);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no picture given");
    }
    names.allowing(Set.of("name", "ext", "model"));
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("--quality must be from 1 to 100, not " + quality);
    }
    if (sigma < 0 || sigma > ImageRestorer.MOST_SIGMA) {
      throw new IllegalArgumentException(
          "--sigma must be auto or from 0 to %.0f, not %s"
              .formatted(ImageRestorer.MOST_SIGMA, sigma));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + " must be at least 1");
    }
  }

  /** Where everything goes, the extras too. */
  OutputPlan plan() {
    OutputPlan plan =
        new OutputPlan(
            folder, names, input -> ResultType.extension(input, type), onExisting, List.of());
    for (Extra extra : Extra.values()) {
      if (extras.contains(extra)) {
        plan = plan.with(new OutputPlan.Companion(extra.part, extra.extension));
      }
    }
    return plan;
  }
}
