package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** Exponential mean of the weights, which is what a run hands out; warmed up. Not thread-safe. */
public final class WeightAverage {
  private static final double KEEP = 0.998;

  private final Map<String, NDArray> weights;
  private final Map<String, NDArray> average = new LinkedHashMap<>();

  /** Averages that begin as the weights are; they belong to the manager. */
  public WeightAverage(Map<String, NDArray> weights, NDManager manager) {
    this.weights = weights;
    weights.forEach((name, weight) -> average.put(name, manager.create(weight.toFloatArray())));
    weights.forEach(
        (name, weight) -> average.computeIfPresent(name, (n, a) -> a.reshape(weight.getShape())));
  }

  /** Takes the weights after step {@code step} (from 0) in. */
  public void update(int step, NDManager manager) {
    double keep = Math.min(KEEP, (1.0 + step) / (10.0 + step));
    average.forEach(
        (name, mean) -> {
          NDArray weight = weights.get(name);
          if (weight != null) {
            NDArray part = weight.mul(1 - keep);
            part.attach(manager);
            mean.muli(keep).addi(part);
          }
        });
  }

  /** The averaged weights by name. */
  public Map<String, NDArray> values() {
    return average;
  }
}
