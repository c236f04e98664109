package org.scanline.datasets.training;

/**
 * A learning rate that warms up linearly and falls along a cosine to a fiftieth of the highest.
 *
 * @param highest rate after the warm-up
 * @param warmup steps of warm-up
 * @param steps steps in all
 */
public record RateSchedule(double highest, int warmup, int steps) {
  /** Checks the numbers. */
  public RateSchedule {
    if (!(highest > 0) || warmup < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "rate=%s and steps=%d must be positive, warmup=%d not negative"
              .formatted(highest, steps, warmup));
    }
  }

  /** The rate of a step, from 0. */
  public double at(int step) {
    if (step < warmup) {
      return highest * (step + 1) / warmup;
    }
    double progress = Math.min(1, (step - warmup) / (double) Math.max(1, steps - warmup));
    double cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
    return highest * (0.02 + 0.98 * cosine);
  }
}
