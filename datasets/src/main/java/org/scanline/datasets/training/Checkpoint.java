package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * The whole state of a run in one safetensors file: weights, both moments, averaged weights if
 * there are any, step.
 *
 * <p>Examples depend on the step and the seed alone, so a resumed run sees what the uninterrupted
 * one would have seen.
 */
public final class Checkpoint {
  private static final String STEP = "step";

  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  /** The state of a run without averaged weights. */
  public Checkpoint(Map<String, NDArray> weights, AdamW optimiser) {
    weights.forEach((name, array) -> arrays.put("weight." + name, array));
    optimiser.firstMoments().forEach((name, array) -> arrays.put("first." + name, array));
    optimiser.secondMoments().forEach((name, array) -> arrays.put("second." + name, array));
  }

  /** The state of a run with averaged weights. */
  public Checkpoint(Map<String, NDArray> weights, AdamW optimiser, WeightAverage average) {
    this(weights, optimiser);
    average.values().forEach((name, array) -> arrays.put("average." + name, array));
  }

  /** Writes the state after {@code step} steps. */
  public void save(Path file, int step) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) ->
            tensors.put(name, Tensor.of(array.toFloatArray(), array.getShape().getShape())));
    tensors.put(STEP, Tensor.of(new float[] {step}, 1));
    Safetensors.write(file, tensors, Map.of("format", "scanline training checkpoint"));
  }

  /**
   * Overwrites the run's arrays with a saved state.
   *
   * @return the number of steps made
   * @throws WeightsException when the file belongs to another net
   */
  public int load(Path file) throws IOException {
    Map<String, Tensor> tensors = Safetensors.read(file);
    arrays.forEach(
        (name, array) -> {
          Tensor tensor = tensors.get(name);
          if (tensor == null || tensor.size() != array.size()) {
            throw new WeightsException(name + " is missing or of another size in " + file);
          }
          array.set(tensor.toFloatArray());
        });
    Tensor step = tensors.get(STEP);
    if (step == null) {
      throw new WeightsException("no step in " + file);
    }
    return (int) step.toFloatArray()[0];
  }
}
