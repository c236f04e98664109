package org.scanline.datasets.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

/** The weights of a run's checkpoint without what only training needs. */
final class TrainedWeights {
  private static final String WEIGHT = "weight.";

  private TrainedWeights() {}

  /**
   * Fills an initialized net.
   *
   * @throws org.scanline.backbones.weights.WeightsException when the checkpoint is of another net
   */
  static void load(Path checkpoint, SequenceNet net) throws IOException {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Safetensors.read(checkpoint)
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(WEIGHT)) {
                weights.put(name.substring(WEIGHT.length()), tensor);
              }
            });
    Parameters.load(net, weights);
  }
}
