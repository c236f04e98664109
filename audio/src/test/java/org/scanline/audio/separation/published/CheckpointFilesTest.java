package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;

/** From what a user names to the files of one model. */
class CheckpointFilesTest {
  private static final String BAG =
      """
      models: ['f7e0c4bc', 'd12395a8'] # two of them
      weights: [
        [1., 0.],
        [0., 1.],
      ]
      segment: 44
      """;

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aBagIsFoundByItsYamlFile() throws Exception {
    Path yaml = file("two.yaml", BAG);
    Path second = file("d12395a8-e57c48e6.th", "");
    Path first = file("f7e0c4bc.th", "");
    for (Path named : List.of(yaml, folder.resolve("two"), folder)) {
      CheckpointFiles files = CheckpointFiles.of(named);
      assertThat(files.name()).isEqualTo("two");
      assertThat(files.weights())
          .extracting(p -> p.getFileName())
          .containsExactly(first.getFileName(), second.getFileName());
      assertThat(files.config().path("segment").asInt()).isEqualTo(44);
    }
    Files.delete(second);
    assertThatThrownBy(() -> CheckpointFiles.of(yaml))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("d12395a8-....th");
  }

  @Test
  void threeFilesOfOneNetAreOneModel() throws Exception {
    for (String name : new String[] {"encoder.ckpt", "masknet.ckpt", "decoder.ckpt"}) {
      file(name, "");
    }
    file("notes.txt", "");
    assertThat(CheckpointFiles.of(folder).weights()).hasSize(3);
  }

  @Test
  void settingsLieBesideTheWeights() throws Exception {
    Path weights = file("net_sdr_12.97.ckpt", "");
    file("net_sdr_12.97.yaml", "audio:\n  chunk_size: 7\nmodel:\n  dim: 1\n");
    file("other.yaml", "audio: {}\nmodel: {}\n");
    CheckpointFiles files = CheckpointFiles.of(weights);
    assertThat(files.name()).isEqualTo("net_sdr_12.97");
    assertThat(files.config().at("/audio/chunk_size").asInt()).isEqualTo(7);
  }

  @Test
  void severalModelsInAFolderAreAsked() throws Exception {
    file("a.yaml", BAG);
    file("b.yaml", BAG);
    assertThatThrownBy(() -> CheckpointFiles.of(folder)).hasMessageContaining("a.yaml, b.yaml");
    assertThatThrownBy(() -> CheckpointFiles.of(folder.resolve("nothing.th")))
        .hasMessageContaining("nothing.th");
  }

  @Test
  void aHashThatDoesNotFitIsSaid() throws Exception {
    Path weights = file("955717e8-8726e21a.th", "not these");
    assertThatThrownBy(() -> Separator.load(ModelSource.published(weights), ComputeDevice.CPU, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("955717e8-8726e21a.th does not fit its name")
        .hasMessageMatching("[^\\n]*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x.th", "x.pt", "x.ckpt", "x.safetensors", "x.tar", "x.bin", "x.yaml", "x.json"})
  void aFileOfAnotherKindIsRefusedInOneLine(String name) throws Exception {
    Path weights = file(name, "just a text\nof two lines");
    assertThatThrownBy(
            () -> Separator.load(ModelSource.parse(weights.toString()), ComputeDevice.CPU, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageMatching("[^\\n]*");
  }
}
