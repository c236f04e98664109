package org.scanline.backbones.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

/**
 * One file of reference numbers.
 *
 * <p>Looked for in the folder that the system property scanline.golden names (or in backbones/ in
 * it) when that is set, else in ../shared/golden beside the checkout, else among the test
 * resources, which hold the small cases of all operators and the medium ones of a few. A test whose
 * file is nowhere is skipped by name.
 */
public final class GoldenFile {
  private static final String PROPERTY = "scanline.golden";
  private final Map<String, Tensor> tensors;

  private GoldenFile(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Opens NAME.safetensors, or skips the test. */
  public static GoldenFile open(String name) {
    String file = name + ".safetensors";
    String folder = System.getProperty(PROPERTY, "");
    try {
      if (!folder.isEmpty()) {
        if (!Files.isDirectory(Path.of(folder))) {
          throw new IllegalArgumentException(PROPERTY + "=" + folder + " is not a folder");
        }
        Path within = Path.of(folder, "backbones", file);
        return ofPath(Files.exists(within) ? within : Path.of(folder, file));
      }
      if (Files.exists(beside().resolve(file))) { // has the larger cases too
        return ofPath(beside().resolve(file));
      }
      try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/backbones/" + file)) {
        if (in != null) {
          return new GoldenFile(Safetensors.read(in, file));
        }
      }
      return ofPath(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenFile ofPath(Path path) throws IOException {
    Assumptions.assumeTrue(Files.exists(path), "no reference numbers: " + path);
    return new GoldenFile(Safetensors.read(path));
  }

  private static Path beside() {
    Path at = Path.of("").toAbsolutePath();
    while (at.getParent() != null
        && !Files.exists(at.resolve("mvnw"))
        && !Files.exists(at.resolve(".git"))) {
      at = at.getParent();
    }
    return at.resolveSibling("shared").resolve("golden").resolve("backbones");
  }

  /** The cases in this file, such as small and medium. */
  public List<String> cases() {
    return tensors.keySet().stream()
        .map(key -> key.substring(0, key.indexOf('.')))
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** Whether a case carries a key such as grad.q. */
  public boolean has(String key) {
    return tensors.containsKey(key);
  }

  /** A tensor by its whole key. */
  public Tensor tensor(String key) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException("no " + key);
    }
    return tensor;
  }

  /** Tensors whose key starts with a prefix, by the rest of the key. */
  public Map<String, Tensor> under(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (key, tensor) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  /** A tensor as a FLOAT32 array in the engine's own memory. */
  public NDArray array(NDManager manager, String key) {
    return array(manager, tensor(key), DataType.FLOAT32);
  }

  /** A tensor as an array of a type, in the engine's own memory. */
  public static NDArray array(NDManager manager, Tensor tensor, DataType type) {
    Shape shape = new Shape(tensor.shape());
    try (NDArray created = manager.create(tensor.toDoubleArray(), shape)) {
      return created.toType(type, true);
    }
  }

  /** Lengths of the three pieces of a case, or null. */
  public long @Nullable [] pieces(String name) {
    String key = name + ".split.lens";
    if (!has(key)) {
      return null;
    }
    double[] lengths = tensor(key).toDoubleArray();
    long[] whole = new long[lengths.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) lengths[i];
    }
    return whole;
  }

  /**
   * Asserts that the largest difference, relative to the largest reference value, is within
   * tolerance, and notes it in target/golden-errors.csv.
   *
   * @param form which of our forms
   * @param operator the file's name
   * @param key the tensor's whole key
   */
  public void demand(String form, String operator, NDArray actual, String key, double tolerance) {
    Tensor expected = tensor(key);
    String what = operator + " " + form + " " + key;
    assertThat(actual.getShape().getShape()).as(what).isEqualTo(expected.shape());
    double error = error(doubles(actual), expected.toDoubleArray());
    MeasuredErrors.note(operator, form, key, error, tolerance);
    assertThat(error).as("%s, relative to the largest value", what).isLessThanOrEqualTo(tolerance);
  }

  private static double[] doubles(NDArray array) {
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }

  private static double error(double[] actual, double[] expected) {
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return largest == 0 ? worst : worst / largest;
  }
}
