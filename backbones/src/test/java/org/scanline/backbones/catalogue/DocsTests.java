package org.scanline.backbones.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/backbones.md says is so. */
class DocsTests {
  private static final Path DOCS = Path.of("..", "docs", "backbones.md");
  private static final Path SNIPPET =
      Path.of("src", "test", "java", "org", "scanline", "backbones", "catalogue")
          .resolve("DocsSnippet.java");

  @Test
  void theExampleIsTheOneThatIsTested() throws Exception {
    List<String> lines = Files.readAllLines(SNIPPET);
    int first = lines.indexOf("    // docs begin") + 1;
    int end = lines.indexOf("    // docs end");
    assertThat(end - first).isBetween(1, 12);
    String snippet = String.join("\n", lines.subList(first, end)).indent(-4);
    assertThat(Files.readString(DOCS)).contains("```java\n" + snippet + "```");
  }

  @Test
  void theExampleGivesTheSameBothWays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(20261122);
      NDArray x = manager.randomNormal(0, 1, new Shape(1, 170, 256), DataType.FLOAT32);
      NDList pieces = new NDList();
      NDArray whole = DocsSnippet.mix(manager, x, pieces::add);
      NDArray joined = NDArrays.concat(pieces, 1);
      double largest = whole.abs().max().getFloat();
      assertThat(joined.sub(whole).abs().max().getFloat() / largest).isLessThan(1e-5);
    }
  }
}
