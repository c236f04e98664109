package org.scanline.datasets.images;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.training.RateSchedule;
import org.scanline.vision.image.net.ScanRestorer;

/**
 * What a training run of a {@link ScanRestorer} is made of.
 *
 * @param net sizes of the net
 * @param photographs folder of photographs to learn from
 * @param validation folder of photographs to judge by
 * @param run folder for log, checkpoint and weights
 * @param initial weights of another run to begin with, where names and shapes agree; null for none
 * @param schedule rates of all steps
 * @param squaredFrom step from which the error is squared: its mean is what PSNR measures, while
 *     the absolute error learns faster
 * @param minutes wall-clock minutes after which this call ends all the same; the schedule stays
 * @param batch pieces a step
 * @param side of a piece in pixels of the net's input
 * @param seed of the initial weights and of every piece
 * @param validateEvery steps between validations
 */
public record RestorationSettings(
    ScanRestorer.Config net,
    Path photographs,
    Path validation,
    Path run,
    @Nullable Path initial,
    RateSchedule schedule,
    int squaredFrom,
    double minutes,
    int batch,
    int side,
    long seed,
    int validateEvery) {

  /** Checks the numbers. */
  public RestorationSettings {
    if (batch < 1 || side < 8 || side % net.fold() != 0 || validateEvery < 1) {
      throw new IllegalArgumentException(
          "batch=%d and validateEvery=%d must be positive, side=%d at least 8 and a multiple of %d"
              .formatted(batch, validateEvery, side, net.fold()));
    }
    if (!(minutes > 0)) {
      throw new IllegalArgumentException("minutes=" + minutes + " must be positive");
    }
  }
}
