package org.scanline.datasets.images;

import java.util.Arrays;
import java.util.List;
import org.scanline.vision.image.restoration.Task;

/** What pictures are restored with where there is no net: what a net must beat. */
public enum ImageBaseline {
  /** Enlarged as OpenCV's INTER_CUBIC does. */
  BICUBIC("bicubic", "bicubic (OpenCV)", Task.UPSCALE),
  /** Enlarged as MATLAB's imresize does. */
  MATLAB("matlab", "bicubic (MATLAB)", Task.UPSCALE),
  /** As it came in. */
  NOISY("noisy", "noisy", Task.DENOISE),
  /** OpenCV's fastNlMeansDenoising at the best of its parameters over all the pictures. */
  NON_LOCAL_MEANS("nlm", "non-local means", Task.DENOISE);

  private final String id;
  private final String label;
  private final Task task;

  ImageBaseline(String id, String label, Task task) {
    this.id = id;
    this.label = label;
    this.task = task;
  }

  /** Short name for options. */
  public String id() {
    return id;
  }

  /** Name for reports. */
  public String label() {
    return label;
  }

  /** All for a task. */
  public static List<ImageBaseline> of(Task task) {
    return Arrays.stream(values()).filter(baseline -> baseline.task == task).toList();
  }

  /**
   * Finds one of a task by its {@link #id()}.
   *
   * @throws IllegalArgumentException when there is none, with a line that lists them
   */
  public static ImageBaseline parse(Task task, String id) {
    return of(task).stream()
        .filter(baseline -> baseline.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no baseline %s here; there are %s"
                        .formatted(
                            id,
                            String.join(", ", of(task).stream().map(ImageBaseline::id).toList()))));
  }
}
