package org.scanline.audio.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;

class BundledModelsTest {
  @TempDir Path folder;

  @Test
  void everyListedModelLoadsAndSeparates() throws ModelException {
    assertThat(ModelSource.bundledNames()).contains(ModelSource.DEFAULT);
    for (String name : ModelSource.bundledNames()) {
      try (Separator separator = Separator.load(ModelSource.bundled(name), ComputeDevice.CPU);
          SeparationStream stream = separator.stream(44100, 2)) {
        Stems first = stream.push(AudioBuffer.silence(44100, 2, 30_000));
        assertThat(first.frames() + stream.finish().frames()).isEqualTo(30_000);
        assertThat(first.names()).isEqualTo(separator.card().stems());
      }
    }
  }

  @Test
  void cardsSayLicenceDataFiguresAndLimits() throws ModelException, IOException {
    for (String name : ModelSource.bundledNames()) {
      ModelCard card = ModelCard.read(ModelSource.bundled(name));
      assertThat(card.name()).isEqualTo(name);
      assertThat(card.licence()).isEqualTo("GPL-3.0-or-later");
      assertThat(card.parameters()).isBetween(1L, 4_800_000L);
      JsonNode json = new ObjectMapper().readTree(card.json());
      for (String part : new String[] {"training", "data", "figures", "limits"}) {
        assertThat(json.path(part)).as(part).isNotEmpty();
      }
      for (String stem : card.stems()) {
        JsonNode mean = json.path("figures").path("mean").path(stem);
        assertThat(mean.path("model").isNumber()).as(stem).isTrue();
        assertThat(mean.path("mixture/4").isNumber()).as(stem).isTrue();
      }
    }
  }

  @Test
  void weightsAreAtMostTenMegabytes() throws IOException {
    for (String name : ModelSource.bundledNames()) {
      try (InputStream in = ModelSource.bundled(name).open("model.safetensors")) {
        assertThat(in.readAllBytes().length).isLessThanOrEqualTo(10_000_000);
      }
    }
  }

  @Test
  void licenceAndCreditsTravelWithTheWeights() throws IOException {
    assertThat(text("META-INF/scanline/LICENSE"))
        .contains("GNU GENERAL PUBLIC LICENSE", "Version 3");
    assertThat(text("META-INF/scanline/TRAINING-SOURCES.md")).contains("GPL-3.0", "CC-BY");
  }

  private static String text(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            BundledModelsTest.class.getClassLoader().getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aFlippedByteIsRefused() throws IOException {
    ModelSource bundled = ModelSource.bundled();
    for (String file : new String[] {"card.json", "model.safetensors"}) {
      try (InputStream in = bundled.open(file)) {
        byte[] bytes = in.readAllBytes();
        bytes[bytes.length / 2] ^= file.endsWith("json") ? 0 : 1;
        Files.write(folder.resolve(file), bytes);
      }
    }
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> Separator.load(ModelSource.folder(folder), ComputeDevice.CPU))
        .withMessageContaining("damaged");
  }

  @Test
  void aModelThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> Separator.load(ModelSource.bundled("nothing"), ComputeDevice.CPU))
        .withMessageContaining("nothing")
        .withMessageContaining(ModelSource.DEFAULT);
  }
}
