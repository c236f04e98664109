package org.scanline.datasets.training;

import java.nio.file.Path;

/**
 * What one training run is made of.
 *
 * @param songs folder of generated training songs
 * @param validation folder of generated validation songs
 * @param run folder for log, checkpoints and the model
 * @param steps number of optimiser steps of the whole run
 * @param minutes wall-clock minutes after which this call ends all the same; the schedule stays
 * @param batch segments a step
 * @param frames spectral frames a segment
 * @param learningRate highest learning rate of AdamW
 * @param warmup steps of linear warm-up
 * @param seed seed of the initial weights and of every example
 * @param saveEvery steps between checkpoints
 * @param validateEvery steps between validations
 */
public record TrainingSettings(
    Path songs,
    Path validation,
    Path run,
    int steps,
    double minutes,
    int batch,
    int frames,
    double learningRate,
    int warmup,
    long seed,
    int saveEvery,
    int validateEvery) {

  /** Checks the numbers. */
  public TrainingSettings {
    if (steps < 1 || batch < 1 || frames < 8 || saveEvery < 1 || validateEvery < 1) {
      throw new IllegalArgumentException(
          "steps=%d, batch=%d, saveEvery=%d and validateEvery=%d must be positive, frames=%d >= 8"
              .formatted(steps, batch, saveEvery, validateEvery, frames));
    }
    if (!(learningRate > 0) || warmup < 0 || !(minutes > 0)) {
      throw new IllegalArgumentException(
          "learningRate=%s and minutes=%s must be positive, warmup=%d not negative"
              .formatted(learningRate, minutes, warmup));
    }
  }

  /** Linear warm-up, then a cosine down to a fiftieth of the highest rate. */
  double rate(int step) {
    return new RateSchedule(learningRate, warmup, steps).at(step);
  }
}
