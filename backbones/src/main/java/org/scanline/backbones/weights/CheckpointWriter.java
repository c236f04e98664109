package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a publisher's checkpoint as safetensors from which {@link Checkpoint#read} makes the same
 * tensors and the same values again: what the publisher says of the net survives.
 *
 * <p>Tensors keep their dotted paths and element types. All other values stand as JSON in the
 * metadata, see {@link CheckpointValues}. State of the training that no net needs (of the
 * optimiser, of the learning rate's schedule) is left out. Thread-safe.
 */
public final class CheckpointWriter {
  /** Keys of the outermost dict under which PyTorch programs keep what only training needs. */
  private static final List<String> TRAINING =
      List.of(
          "optimizer",
          "optim_dict",
          "optimizer_state",
          "optimizer_state_dict",
          "optimizer_states",
          "scheduler",
          "scheduler_state_dict",
          "lr_scheduler",
          "lr_schedulers");

  private CheckpointWriter() {}

  /**
   * Writes the file under the name FILE.part and renames it when complete, replacing an older one.
   *
   * @param metadata further free text by key, may be empty
   * @return the keys that were left out
   * @throws WeightsException when nothing but training state is there, or the values are too many
   */
  public static List<String> write(Path file, Checkpoint checkpoint, Map<String, String> metadata)
      throws IOException {
    List<String> leftOut = new ArrayList<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>(checkpoint.values());
    Map<String, Tensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
    for (String key : TRAINING) {
      if (values.containsKey(key)) {
        values.remove(key);
        tensors.keySet().removeIf(name -> name.equals(key) || name.startsWith(key + "."));
        leftOut.add(key);
      }
    }
    if (tensors.isEmpty()) {
      throw new WeightsException("the checkpoint has no tensors but those of a training");
    }
    Map<String, String> all = new LinkedHashMap<>(metadata);
    if (checkpoint.format() == Checkpoint.Format.SAFETENSORS
        && checkpoint.values().get("__metadata__") instanceof Map<?, ?> own) {
      own.forEach((key, text) -> all.putIfAbsent((String) key, String.valueOf(text)));
    } else {
      all.put(CheckpointValues.KEY, CheckpointValues.text(values));
    }
    Safetensors.write(file, tensors, all);
    return leftOut;
  }
}
