package org.scanline.vision.image.restoration;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;
import org.scanline.vision.image.net.ImageNets;
import org.scanline.vision.image.net.PublishedNet;
import org.scanline.vision.image.net.RowNet;

/**
 * A net with its weights and what is known about it.
 *
 * @param card what it is
 * @param net ready to run
 */
record LoadedNet(ImageModelCard card, RowNet net) {
  private static final int MOST_BYTES = 256 << 20;

  /**
   * Loads a model; the manager holds the weights.
   *
   * @throws ModelException in one line, when it is missing, damaged or of no known net
   */
  static LoadedNet of(ImageModelSource source, NDManager manager) throws ModelException {
    try {
      return source instanceof ImageModelSource.Published file
          ? published(file, manager)
          : ours(source, manager);
    } catch (WeightsException | IllegalArgumentException e) {
      throw new ModelException("model " + source.name() + ": " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new ModelException(
          "model "
              + source.name()
              + " is too large for the memory given; set SCANLINE_JAVA_OPTS=-Xmx4g or more",
          e);
    }
  }

  private static LoadedNet ours(ImageModelSource source, NDManager manager) throws ModelException {
    ImageModelCard card = ImageModelCard.read(source);
    JsonNode json = json(card);
    Map<String, Tensor> tensors = weights(source, json);
    RowNet net = ImageNets.of(card.architecture(), json.path("config"), tensors, manager);
    if (net.scale() != card.scale()) {
      throw new ModelException(
          "the card of model %s says scale %d, its net has %d"
              .formatted(card.name(), card.scale(), net.scale()));
    }
    return new LoadedNet(card, net);
  }

  private static JsonNode json(ImageModelCard card) throws ModelException {
    try {
      return new ObjectMapper().readTree(card.json());
    } catch (IOException e) {
      throw new ModelException("the card of model " + card.name() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> weights(ImageModelSource source, JsonNode card)
      throws ModelException {
    String file = card.path("weights").asText("model.safetensors");
    try (InputStream in = source.open(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      if (bytes.length != card.path("bytes").asLong()
          || !hash.equals(card.path("sha256").asText())) {
        throw new ModelException(
            "the weights of model "
                + source.name()
                + " are damaged: length or SHA-256 differ from the card; install the model again");
      }
      return Safetensors.read(new ByteArrayInputStream(bytes), file);
    } catch (IOException e) {
      throw new ModelException("model " + source.name() + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static LoadedNet published(ImageModelSource.Published source, NDManager manager)
      throws ModelException {
    PublishedNet known = ImageNets.published(tensors(source.path()), manager);
    RowNet net = known.net();
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("name", source.name())
        .put("description", known.description())
        .put("licence", "unknown")
        .put("net", known.architecture())
        .put("scale", net.scale())
        .put("parameters", known.parameters());
    ImageModelCard card =
        new ImageModelCard(
            source.name(),
            known.description(),
            "unknown",
            known.architecture(),
            net.scale() > 1 ? Task.UPSCALE : Task.DENOISE,
            net.scale(),
            known.parameters(),
            json.toPrettyString());
    return new LoadedNet(card, net);
  }

  private static Map<String, Tensor> tensors(Path file) throws ModelException {
    try {
      return Checkpoint.read(file).tensors();
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no model " + file + ", neither a file nor a folder", e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
