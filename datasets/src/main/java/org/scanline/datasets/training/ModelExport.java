package org.scanline.datasets.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.scanline.audio.separation.net.BandSplitConfig;
import org.scanline.backbones.weights.DType;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.image.net.ScanRestorer;

/**
 * Turns the averaged weights of a run into a model folder: half-precision weights and the fixed
 * part of the card (shape, hash, size). What people wrote into an existing card.json stays.
 */
public final class ModelExport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ModelExport() {}

  /**
   * Writes the model folder of a separator for music.
   *
   * @param weights {@code weights.safetensors} of a run
   * @param folder of the model; its name is the model's name
   */
  public static void write(Path weights, Path folder) throws IOException {
    write(weights, BandSplitConfig.music(), folder);
  }

  /**
   * Writes {@code model.safetensors} and {@code card.json}.
   *
   * @param weights {@code weights.safetensors} of a run
   * @param folder of the model; its name is the model's name
   */
  public static void write(Path weights, BandSplitConfig config, Path folder) throws IOException {
    ObjectNode fixed = MAPPER.createObjectNode();
    fixed.put("net", "band-split");
    fixed.put("lookahead", config.lookahead());
    fixed.put("stemsAddUp", true);
    fixed.set("config", MAPPER.valueToTree(config));
    write(weights, "scanline band-split separator", fixed, folder);
  }

  /**
   * Writes {@code model.safetensors} and {@code card.json} of a net for pictures.
   *
   * @param weights {@code weights.safetensors} of a run
   * @param folder of the model; its name is the model's name
   */
  public static void write(Path weights, ScanRestorer.Config config, Path folder)
      throws IOException {
    ObjectNode fixed = MAPPER.createObjectNode();
    fixed.put("net", "scan-restorer");
    fixed.put("scale", config.scale());
    fixed.put("lookahead", config.lookahead());
    fixed.set("config", MAPPER.valueToTree(config));
    write(weights, "scanline scan restorer", fixed, folder);
  }

  private static void write(Path weights, String format, ObjectNode fixed, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, Tensor> halves = new TreeMap<>();
    long parameters = 0;
    for (Map.Entry<String, Tensor> entry : Safetensors.read(weights).entrySet()) {
      Tensor tensor = entry.getValue();
      halves.put(entry.getKey(), Tensor.of(DType.F16, tensor.toFloatArray(), tensor.shape()));
      parameters += tensor.size();
    }
    Path model = folder.resolve("model.safetensors");
    Safetensors.write(model, halves, Map.of("format", format));
    byte[] bytes = Files.readAllBytes(model);
    Path file = folder.resolve("card.json");
    ObjectNode card =
        Files.exists(file)
            ? (ObjectNode) MAPPER.readTree(Files.readString(file))
            : MAPPER.createObjectNode();
    card.put("name", String.valueOf(folder.getFileName()));
    card.put("weights", "model.safetensors");
    card.put("bytes", bytes.length);
    card.put("sha256", sha256(bytes));
    card.put("parameters", parameters);
    card.setAll(fixed);
    Files.writeString(file, MAPPER.writeValueAsString(card) + "\n");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
