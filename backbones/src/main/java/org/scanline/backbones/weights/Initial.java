package org.scanline.backbones.weights;

import java.util.SplittableRandom;

/**
 * How a new parameter is filled before training.
 *
 * <p>Fills are plain functions of a seeded generator, so that a run can be repeated on any engine.
 */
@FunctionalInterface
public interface Initial {

  /**
   * Fills a parameter.
   *
   * @param values the parameter's elements in C order, to be overwritten
   * @param random the source of randomness of this parameter alone
   */
  void fill(float[] values, SplittableRandom random);

  /** Every element is {@code value}. */
  static Initial constant(float value) {
    return (values, random) -> java.util.Arrays.fill(values, value);
  }

  /** Normal with mean 0 and the given standard deviation. */
  static Initial normal(double deviation) {
    return (values, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    };
  }

  /** Normal with standard deviation 1/sqrt(inputs), which keeps the variance of a dense layer. */
  static Initial dense(long inputs) {
    return normal(1 / Math.sqrt(inputs));
  }
}
