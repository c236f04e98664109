package org.scanline.vision.image.restoration;

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
import java.util.Random;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.Dvmsr;

/** A model of random weights in a folder, and pictures of random samples. */
final class SmallModel {
  private SmallModel() {}

  /** Writes card and weights of a net that enlarges twice. */
  static Path write(Path folder) throws IOException {
    Path weights = folder.resolve("model.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(5);
      Dvmsr net = new Dvmsr(new Dvmsr.Config(12, List.of(1, 2), 2));
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      Safetensors.write(weights, Parameters.save(net), Map.of());
    }
    byte[] bytes = Files.readAllBytes(weights);
    Files.writeString(
        folder.resolve("card.json"),
        """
        {"name": "small", "description": "A test.", "licence": "CC0-1.0", "net": "dvmsr",
         "scale": 2, "parameters": 1, "bytes": %d, "sha256": "%s",
         "config": {"width": 12, "depths": [1, 2], "scale": 2}}
        """
            .formatted(bytes.length, hash(bytes)));
    return folder;
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static ImageStrip noise(int width, int rows, int channels) {
    Random random = new Random(3);
    float[][] planes = new float[channels][rows * width];
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    return ImageStrip.of(width, planes);
  }
}
