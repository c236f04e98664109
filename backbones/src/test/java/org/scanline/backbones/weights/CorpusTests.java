package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays what fuzzing found, and the good files it began with. */
class CorpusTests {
  private interface Target {
    void run(byte[] input) throws IOException;
  }

  @TestFactory
  Stream<DynamicContainer> everyKeptInputIsReadOrRefused() throws Exception {
    WeightsFuzzTests fuzz = new WeightsFuzzTests();
    return Stream.of(
        replay("zip", fuzz::zip),
        replay("pickle", fuzz::pickle),
        replay("legacy", fuzz::legacy),
        replay("safetensors", fuzz::safetensors));
  }

  private static DynamicContainer replay(String method, Target target)
      throws IOException, URISyntaxException {
    URL folder =
        Objects.requireNonNull(
            WeightsFuzzTests.class.getResource("WeightsFuzzTestsInputs/" + method), method);
    List<DynamicTest> tests;
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      tests =
          files
              .sorted()
              .map(
                  file ->
                      dynamicTest(
                          String.valueOf(file.getFileName()),
                          () -> target.run(Files.readAllBytes(file))))
              .toList();
    }
    assertThat(tests).as(method).hasSizeGreaterThan(20);
    return DynamicContainer.dynamicContainer(method, tests);
  }
}
