package org.scanline.datasets.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;

/**
 * What is measured on what.
 *
 * @param pictures files, or folders of them
 * @param scale by which they are made smaller first; 1 to denoise
 * @param sigmas standard deviations of the noise to denoise, 8-bit levels; empty to enlarge
 * @param preparation of the pictures
 * @param seed of the noise
 * @param models names or paths
 * @param baselines of that task
 */
public record ImageEvaluationSettings(
    List<Path> pictures,
    int scale,
    List<Double> sigmas,
    PicturePreparation preparation,
    long seed,
    List<String> models,
    List<ImageBaseline> baselines) {
  /** Checks that they fit together. */
  public ImageEvaluationSettings {
    pictures = List.copyOf(pictures);
    sigmas = List.copyOf(sigmas);
    models = List.copyOf(models);
    baselines = List.copyOf(baselines);
    if (scale < 1 || scale > 8) {
      throw new IllegalArgumentException("scale=" + scale + " must be 1 to 8");
    }
    if (sigmas.isEmpty() == (scale == 1)) {
      throw new IllegalArgumentException(
          "pictures are either enlarged (a scale of 2 or more) or denoised (a noise), not both");
    }
    for (double sigma : sigmas) {
      if (!(sigma > 0 && sigma <= ImageRestorer.MOST_SIGMA)) {
        throw new IllegalArgumentException(
            "sigma=%s must be above 0 and at most %s".formatted(sigma, ImageRestorer.MOST_SIGMA));
      }
    }
  }

  /** What is done. */
  public Task task() {
    return scale == 1 ? Task.DENOISE : Task.UPSCALE;
  }

  /** The models that come with Scanline for a scale, 1 to denoise; maybe none. */
  public static List<String> bundled(int scale) {
    List<String> names = new ArrayList<>(ImageModels.names());
    String wanted =
        switch (scale) {
          case 1 -> ImageModels.DENOISE;
          case 2 -> ImageModels.UPSCALE_2;
          case 4 -> ImageModels.UPSCALE_4;
          default -> "";
        };
    names.retainAll(List.of(wanted));
    return names;
  }
}
