package org.scanline.vision.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

/**
 * Reference numbers of a vision net: from the folder of the system property scanline.golden, else
 * from the test resources, else from ../shared/golden beside the checkout.
 */
public final class VisionGolden {
  private final Map<String, Tensor> tensors;

  private VisionGolden(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Opens a file by its name without ending; a test that finds none is skipped and says so. */
  public static VisionGolden open(String name) {
    String file = "vision/" + name + ".safetensors";
    try {
      String folder = System.getProperty("scanline.golden", "");
      if (!folder.isEmpty()) {
        return new VisionGolden(Safetensors.read(Path.of(folder, file)));
      }
      try (InputStream in = VisionGolden.class.getResourceAsStream("/golden/" + file)) {
        if (in != null) {
          return new VisionGolden(Safetensors.read(in, file));
        }
      }
      Path shared = Shared.file("golden/" + file);
      Assumptions.assumeTrue(Files.exists(shared), file + " is not there: skipped");
      return new VisionGolden(Safetensors.read(shared));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One tensor. */
  public Tensor tensor(String key) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException("no " + key + " among " + tensors.keySet());
    }
    return tensor;
  }

  /** The tensors below a path, named from there. */
  public Map<String, Tensor> under(String path) {
    Map<String, Tensor> below = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(path + ".")) {
            below.put(name.substring(path.length() + 1), tensor);
          }
        });
    return below;
  }
}
