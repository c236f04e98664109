package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.EngineDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.Variables;
import org.scanline.backbones.weights.WeightsException;

/** Loads band-split models: card, hash, names and shapes first, then the engine. */
public final class BandSplitSeparators {
  private static final int MOST_BYTES = 256 << 20;

  private BandSplitSeparators() {}

  /**
   * Loads a model.
   *
   * @throws ModelException see {@link Separator#load}
   */
  public static Separator load(ModelSource source, ComputeDevice wanted, int threads)
      throws ModelException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + " must be at least 1");
    }
    ModelCard card = ModelCard.read(source);
    Map<String, Tensor> tensors = weights(source, card);
    BandSplitConfig config = config(card);
    NDManager manager = NDManager.newBaseManager(EngineDevice.of(wanted));
    boolean done = false;
    try {
      Variables variables = Variables.loading(manager, tensors);
      BandSplitNet net = new BandSplitNet(config, variables, manager);
      variables.refuseExtra(tensors);
      net.freeze(manager);
      done = true;
      return new BandSplitSeparator(card, net, manager, threads);
    } catch (WeightsException e) {
      throw new ModelException("model " + card.name() + " does not fit: " + e.getMessage(), e);
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }

  private static Map<String, Tensor> weights(ModelSource source, ModelCard card)
      throws ModelException {
    JsonNode json = json(card);
    String file = json.path("weights").asText("model.safetensors");
    try (InputStream in = source.open(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      if (bytes.length != json.path("bytes").asLong()
          || !hash.equals(json.path("sha256").asText())) {
        throw new ModelException(
            "the weights of model "
                + card.name()
                + " are damaged: length or SHA-256 differ from the card; install the model again");
      }
      return Safetensors.read(new ByteArrayInputStream(bytes), file);
    } catch (IOException e) {
      throw new ModelException("model " + card.name() + ": " + e.getMessage(), e);
    } catch (WeightsException e) {
      throw new ModelException("the weights of model " + card.name() + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static BandSplitConfig config(ModelCard card) throws ModelException {
    try {
      return new ObjectMapper().treeToValue(json(card).path("config"), BandSplitConfig.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException("the card of model " + card.name() + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode json(ModelCard card) throws ModelException {
    try {
      return new ObjectMapper().readTree(card.json());
    } catch (IOException e) {
      throw new ModelException("the card of model " + card.name() + ": " + e.getMessage(), e);
    }
  }
}
