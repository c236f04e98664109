package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.weights.Parameters;

/** Hybrid nets at their published sizes with random weights, for measuring speed and memory. */
public final class UntrainedDemucs {
  private static final TorchFunction RANDOM =
      Script.of(
          "x, bounds",
          "return torch.add_(torch.mul_(torch.uniform_(x, 0., 1.), bounds[1] - bounds[0]), bounds[0])");

  private UntrainedDemucs() {}

  /** Hybrid Transformer Demucs as published: 42.0 million numbers, x (1,2,T) to (1,4,2,T). */
  public static Block transformer(NDManager manager) {
    ObjectNode keywords = keywords();
    keywords.put("segment", "39/5").put("dconv_mode", 3).put("bottom_channels", 512);
    return filled(
        DemucsPublisher.plan(DemucsPublisher.Kind.HTDEMUCS, new Keywords(keywords)), manager);
  }

  /** Hybrid Demucs with its class's settings: 83.6 million numbers, x (1,2,T) to (1,4,2,T). */
  public static Block hybrid(NDManager manager) {
    return filled(
        DemucsPublisher.plan(DemucsPublisher.Kind.HDEMUCS, new Keywords(keywords())), manager);
  }

  private static ObjectNode keywords() {
    ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    List.of("drums", "bass", "other", "vocals").forEach(keywords.putArray("sources")::add);
    return keywords;
  }

  private static Block filled(DemucsPublisher.Plan plan, NDManager manager) {
    for (Parameter parameter : Parameters.named(plan.net()).values()) {
      double most = Math.sqrt(1.0 * parameter.getShape().get(0) / parameter.getShape().size());
      boolean vector = parameter.getShape().dimension() == 1;
      float[] bounds = {(float) (vector ? 0.5 : -most), (float) (vector ? 1 : most)};
      parameter.setInitializer(
          (holder, shape, type) -> {
            NDArray values = holder.zeros(shape, type);
            try (NDArray range = holder.create(bounds)) {
              RANDOM.apply(false, values, range).close(); // in place
            }
            return values;
          });
      parameter.initialize(manager, DataType.FLOAT32);
      parameter.getArray().setRequiresGradient(false);
    }
    return plan.net();
  }
}
