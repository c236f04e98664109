package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * How far estimated stems are from the true ones.
 *
 * <p>For each stem the logarithm of the error's energy against the mixture's, over about a second
 * at a time (so quiet passages count as much as loud ones), plus the mean absolute error of the
 * complex spectrum against the mixture's mean magnitude.
 *
 * @param total scalar to be minimised
 * @param energies (B,G,S) error energy over mixture energy by second and stem
 */
record SeparationLoss(NDArray total, NDArray energies) {
  private static final int FRAMES_PER_GROUP = 22;
  private static final float FLOOR = 1e-3f;
  private static final float ABSOLUTE_WEIGHT = 2;

  /**
   * Compares.
   *
   * <p>No number is an operand of what is differentiated: the engine keeps a bare pointer to it.
   *
   * @param estimates (B,T,F,2,S,2)
   */
  static SeparationLoss of(NDArray estimates, SpectralBatch batch) {
    Shape shape = estimates.getShape();
    long size = shape.get(0);
    long stems = shape.get(4);
    long groups = Math.max(1, shape.get(1) / FRAMES_PER_GROUP);
    while (shape.get(1) % groups != 0) {
      groups--;
    }
    NDArray error = estimates.sub(batch.stems()).reshape(size, groups, -1, stems, 2);
    NDArray mixture = batch.chosen().reshape(size, groups, -1);
    NDArray mixtureEnergy = mixture.square().sum(new int[] {2});
    NDArray reference =
        mixtureEnergy.add(mixtureEnergy.mean(new int[] {1}, true).mul(FLOOR)).add(1e-12f);
    NDArray energy =
        error
            .square()
            .sum(new int[] {2})
            .sum(new int[] {3})
            .div(reference.expandDims(2))
            .add(FLOOR);
    float count = error.size() / (float) (size * stems);
    NDArray magnitude =
        mixture.reshape(size, -1).abs().mean(new int[] {1}).add(1e-9f).mul(count / ABSOLUTE_WEIGHT);
    NDArray absolute =
        error
            .reshape(size, -1, stems, 2)
            .abs()
            .sum(new int[] {1})
            .sum(new int[] {2})
            .div(magnitude.expandDims(1));
    NDArray each = energy.log().mean(new int[] {1}).add(absolute);
    NDArray total = each.mul(batch.weights()).sum().div(batch.weights().sum());
    return new SeparationLoss(total, energy);
  }
}
