package org.scanline.audio.separation.net.masking;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * A net as Asteroid publishes it: a dict of model_name, model_args and state_dict.
 *
 * @param <C> the record that says how the net is built
 */
public abstract class AsteroidPublisher<C extends Record> implements Publisher {
  private static final String WEIGHTS = "state_dict";

  private final String architecture;
  private final Class<C> type;

  /** For subclasses: a short name of the architecture, and its config. */
  protected AsteroidPublisher(String architecture, Class<C> type) {
    this.architecture = architecture;
    this.type = type;
  }

  /** Whether a model_name is of this family. */
  protected abstract boolean knows(String modelName);

  /**
   * The config of model_args; throws WeightsException or IllegalArgumentException if impossible.
   */
  protected abstract C config(String modelName, Settings arguments);

  /** The net of a config. */
  protected abstract Block block(C config);

  /** Hz, of a config. */
  protected abstract int sampleRate(C config);

  /** Names of the sources of a config. */
  protected abstract List<String> stems(C config);

  @Override
  public final Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    try {
      if (architecture.equals(file.config().path("architecture").asText())) {
        return Optional.of(build(described(file), file.checkpoint().tensors(), manager));
      }
      if (file.checkpoint().value("model_name") instanceof String name && knows(name)) {
        Settings arguments = new Settings(file, "model_args");
        arguments.demand("fb_name", List.of("FreeFB", "free"));
        C config = config(name, arguments);
        return Optional.of(build(config, file.checkpoint().tensors(WEIGHTS), manager));
      }
      return Optional.empty();
    } catch (IllegalArgumentException | WeightsException e) {
      throw new WeightsException(file.name() + ": " + e.getMessage(), e);
    }
  }

  private C described(PublishedFile file) {
    ObjectNode settings = file.config().deepCopy();
    settings.remove("architecture");
    try {
      return new ObjectMapper().treeToValue(settings, type);
    } catch (JsonProcessingException e) {
      throw new WeightsException(e.getOriginalMessage(), e);
    }
  }

  private PublishedNet build(C config, Map<String, Tensor> tensors, NDManager manager) {
    int rate = sampleRate(config);
    BlockNet net = new BlockNet(block(config), rate, 1, stems(config), tensors, manager);
    return net.published(architecture, BlockNet.speech(rate), config);
  }
}
