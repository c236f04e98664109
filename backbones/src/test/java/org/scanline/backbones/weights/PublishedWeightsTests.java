package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Publishers' own files, where they lie in a folder beside the checkout. */
class PublishedWeightsTests {
  private static final Path SHARED = Path.of("..", "..", "shared");
  private static final Set<String> ENDINGS =
      Set.of("pt", "pth", "th", "ckpt", "tar", "pkl", "bin", "safetensors");

  private static List<Path> files(String folder) throws IOException {
    Path at = SHARED.resolve(folder);
    if (!Files.isDirectory(at)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(at)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> ENDINGS.contains(path.toString().replaceAll(".*\\.", "")))
          .sorted()
          .toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPublishedFileLoads() throws IOException {
    return files("weights").stream()
        .map(path -> dynamicTest(SHARED.relativize(path).toString(), () -> loads(path)));
  }

  private static void loads(Path path) throws IOException {
    Checkpoint read = Checkpoint.read(path);
    long bytes = 0;
    for (Tensor tensor : read.tensors().values()) {
      bytes += tensor.data().remaining();
      assertThat(Arrays.stream(tensor.toDoubleArray()).allMatch(Double::isFinite)).isTrue();
    }
    assertThat(bytes).isBetween(Files.size(path) / 2, Files.size(path));
  }

  @TestFactory
  Stream<DynamicTest> aPublishersFileAndSafetensorsHoldTheSameNumbers() throws IOException {
    return files("golden/audio").stream()
        .map(path -> dynamicTest(SHARED.relativize(path).toString(), () -> agrees(path)));
  }

  private static void agrees(Path path) throws IOException {
    Checkpoint read = Checkpoint.read(path);
    Path plain = path.resolveSibling("state.safetensors");
    if (!Files.exists(plain)) {
      return;
    }
    Safetensors.read(plain)
        .forEach(
            (name, tensor) -> {
              List<Tensor> found =
                  read.tensors().entrySet().stream()
                      .filter(e -> e.getKey().equals(name) || e.getKey().endsWith("." + name))
                      .filter(
                          e ->
                              List.of("", "state.", "state_dict.", "model_state_dict.")
                                  .contains(
                                      e.getKey().substring(0, e.getKey().length() - name.length())))
                      .map(java.util.Map.Entry::getValue)
                      .toList();
              assertThat(found).as(name).hasSize(1);
              assertThat(found.get(0).shape()).as(name).isEqualTo(tensor.shape());
              assertThat(found.get(0).toFloatArray()).as(name).isEqualTo(tensor.toFloatArray());
            });
  }

  @Test
  void theFolderIsBesideTheCheckout() {
    assumeTrue(Files.isDirectory(SHARED.resolve("weights")), "no ../shared/weights: nothing read");
  }
}
