package org.scanline.audio.separation.published;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.store.Recogniser;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.WeightsException;

/** Recognises a checkpoint by building its net, with the settings that lie beside its file. */
public final class PublishedRecogniser implements Recogniser {

  @Override
  public Optional<Recognised> recognise(Checkpoint checkpoint, Path file) {
    JsonNode config = config(file);
    String name = String.valueOf(file.getFileName());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      return Publishers.find(new PublishedFile(name, checkpoint, config), manager)
          .map(net -> recognised(net, config));
    }
  }

  private static JsonNode config(Path file) {
    try {
      return CheckpointFiles.of(file).config();
    } catch (ModelException e) {
      throw new WeightsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Recognised recognised(PublishedNet net, JsonNode config) {
    Map<String, Object> settings = new LinkedHashMap<>();
    config
        .fields()
        .forEachRemaining(
            e -> {
              if (!e.getValue().isNull()) {
                settings.put(
                    e.getKey(), new ObjectMapper().convertValue(e.getValue(), Object.class));
              }
            });
    try (WindowNet closed = net.net()) {
      return new Recognised(net.architecture(), closed.stems(), settings);
    }
  }
}
