package org.scanline.backbones.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

/** Small models to install. */
final class StoreBench {
  static final Download.Patience SHORT =
      new Download.Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), 3, Duration.ofMillis(5));

  static final Download.Patience SHORTEST =
      new Download.Patience(
          Duration.ofMillis(400), Duration.ofMillis(400), 1, Duration.ofMillis(5));

  private StoreBench() {}

  /** A file of weights of some 400 kB. */
  static byte[] weights(Path folder, long seed) {
    Random random = new Random(seed);
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    try {
      Path file = folder.resolve("weights-" + seed);
      Safetensors.write(file, Map.of("w", Tensor.of(values, values.length)), Map.of());
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static CatalogueModel model(String name, CatalogueFile... files) {
    return new CatalogueModel(
        name,
        "A model of a test.",
        "somebody",
        new CatalogueModel.Licence("test", "Anything goes.", "here"),
        "net",
        List.of(files),
        List.of("one", "two"),
        List.of(),
        "",
        Map.of("segment", 44, "weights", List.of(List.of(1.0, 0.0))),
        Map.of());
  }

  static CatalogueFile file(String name, @Nullable URI address, byte[] bytes) {
    return new CatalogueFile(name, address, bytes.length, hash(bytes).substring(0, 8));
  }
}
