package org.scanline.longimage;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.vision.image.net.Dvmsr;

/** A real net with few random weights, as a folder. */
public final class TinyModel {
  private TinyModel() {}

  /** Writes a model that enlarges so many times; with 1 it counts as one that denoises. */
  public static Path write(Path folder, int scale) throws IOException {
    Files.createDirectories(folder);
    Path weights = folder.resolve("model.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(5);
      Dvmsr net = new Dvmsr(new Dvmsr.Config(12, List.of(1, 2), scale));
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      Safetensors.write(weights, Parameters.save(net), Map.of());
    }
    byte[] bytes = Files.readAllBytes(weights);
    Files.writeString(
        folder.resolve("card.json"),
        """
        {"name": "tiny-x%1$d", "description": "A test.", "licence": "CC0-1.0", "net": "dvmsr",
         "scale": %1$d, "parameters": 1, "bytes": %2$d, "sha256": "%3$s",
         "config": {"width": 12, "depths": [1, 2], "scale": %1$d}}
        """
            .formatted(scale, bytes.length, hash(bytes)));
    return folder;
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
