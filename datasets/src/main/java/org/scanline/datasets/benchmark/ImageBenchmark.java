package org.scanline.datasets.benchmark;

import java.util.function.Consumer;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Measures a net that enlarges or denoises pictures. */
public final class ImageBenchmark {
  private static final int WARM_UP = 256; // rows

  private ImageBenchmark() {}

  /**
   * Restores a picture some times, after a shorter one to warm up. Only the net's own time counts.
   * The peak is that of the whole process: measure one net in a process.
   *
   * @param threads that may work on it; those of the engine were set before
   * @param runs of which the one with the least wall time counts
   * @param results takes what comes out of the first run
   * @throws IllegalArgumentException for less than a run
   */
  public static ImageSpeed run(
      ImageRestorer restorer,
      FormulaPicture picture,
      int threads,
      int runs,
      Consumer<ImageStrip> results) {
    if (runs < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "runs=" + runs + " and threads=" + threads + " must be at least 1");
    }
    FormulaPicture top = picture.withHeight(Math.min(WARM_UP, picture.height()));
    new ImagePass(restorer, top, threads, strip -> {}).run();
    System.gc(); // what loading and warming up left behind is no part of restoring
    ImagePass best = new ImagePass(restorer, picture, threads, results).run();
    for (int i = 1; i < runs; i++) {
      ImagePass pass = new ImagePass(restorer, picture, threads, strip -> {}).run();
      if (pass.checksum() != best.checksum()) {
        throw new IllegalStateException(
            "two runs of " + restorer.card().name() + " gave different pictures");
      }
      best = pass.wall() < best.wall() ? pass : best;
    }
    return speed(restorer, picture, best);
  }

  private static ImageSpeed speed(ImageRestorer restorer, FormulaPicture picture, ImagePass pass) {
    int scale = restorer.scale();
    int height = picture.height();
    double megapixels = 1e-6 * picture.width() * height * scale * scale;
    return new ImageSpeed(
        restorer.card().name(),
        restorer.card().architecture(),
        restorer.card().parameters(),
        picture.width(),
        height,
        picture.channels(),
        scale,
        restorer.lookahead(picture.width(), height),
        megapixels / pass.wall(),
        megapixels / pass.cpu(),
        pass.row(0, height / 3.0),
        pass.row(height * 2 / 3.0, height),
        ResidentMemory.highest(),
        pass.checksum());
  }
}
