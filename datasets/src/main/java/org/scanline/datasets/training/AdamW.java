package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * AdamW with clipping of the global gradient norm (Loshchilov and Hutter 2019, Decoupled weight
 * decay regularization), as operations of the engine, so that it runs where the weights are.
 *
 * <p>Its two moments are open to checkpoints: a resumed run goes on exactly. Not thread-safe.
 */
public final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-8;
  private static final double DECAY = 0.01;
  private static final double MAX_NORM = 1;

  private final Map<String, NDArray> weights;
  private final double decay;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();

  /** Moments of zero for some weights; they belong to the manager. Weights decay by 0.01. */
  public AdamW(Map<String, NDArray> weights, NDManager manager) {
    this(weights, DECAY, manager);
  }

  /** Moments of zero for some weights, whose matrices decay by a share of the rate each step. */
  public AdamW(Map<String, NDArray> weights, double decay, NDManager manager) {
    this.weights = weights;
    this.decay = decay;
    weights.forEach(
        (name, weight) -> {
          first.put(name, manager.zeros(weight.getShape()));
          second.put(name, manager.zeros(weight.getShape()));
        });
  }

  /** Running means of the gradients, by parameter. */
  public Map<String, NDArray> firstMoments() {
    return first;
  }

  /** Running means of the squared gradients, by parameter. */
  public Map<String, NDArray> secondMoments() {
    return second;
  }

  /**
   * Makes one step from the gradients that the weights hold, then clears them.
   *
   * @param step number of steps made before, from 0
   * @return the norm of the whole gradient before clipping; a step with a NaN gradient is left out
   */
  public double step(int step, double rate, NDManager manager) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    NDArray total = manager.create(0f);
    for (Map.Entry<String, NDArray> entry : weights.entrySet()) {
      NDArray gradient = entry.getValue().getGradient();
      gradient.attach(manager);
      gradients.put(entry.getKey(), gradient);
      total.addi(gradient.square().sum());
    }
    double norm = Math.sqrt(total.getFloat());
    if (!Double.isNaN(norm) && !Double.isInfinite(norm)) {
      double clip = Math.min(1, MAX_NORM / (norm + 1e-6));
      double correction = Math.sqrt(1 - Math.pow(BETA2, step + 1));
      double size = rate * correction / (1 - Math.pow(BETA1, step + 1));
      gradients.forEach(
          (name, gradient) -> update(name, gradient.mul(clip), size, rate, correction));
    }
    gradients.values().forEach(gradient -> gradient.set(new NDIndex("..."), 0));
    return norm;
  }

  private void update(String name, NDArray gradient, double size, double rate, double correction) {
    NDArray weight = weights.get(name);
    NDArray mean = first.get(name);
    NDArray square = second.get(name);
    if (weight == null || mean == null || square == null) {
      throw new IllegalStateException("unknown parameter " + name);
    }
    mean.muli(BETA1).addi(gradient.mul(1 - BETA1));
    square.muli(BETA2).addi(gradient.square().mul(1 - BETA2));
    NDArray divisor = square.sqrt();
    divisor.attach(gradient.getManager());
    NDArray change = divisor.addi(EPSILON * correction).pow(-1).mul(mean);
    if (weight.getShape().dimension() > 1) {
      weight.muli(1 - rate * decay);
    }
    weight.subi(change.mul(size));
  }
}
