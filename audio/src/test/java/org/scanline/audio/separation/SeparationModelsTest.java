package org.scanline.audio.separation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.backbones.store.Catalogue;
import org.scanline.backbones.store.CatalogueFile;
import org.scanline.backbones.store.CatalogueModel;

class SeparationModelsTest {
  private final Catalogue catalogue = SeparationModels.catalogue();

  @Test
  void everyFactHasItsSource() {
    assertThat(catalogue.models()).hasSizeGreaterThan(20);
    for (CatalogueModel model : catalogue.models()) {
      assertThat(model.description()).as(model.name()).endsWith(".");
      assertThat(model.publisher()).as(model.name()).isNotBlank();
      assertThat(model.licence().source()).as(model.name()).startsWith("https://");
      assertThat(model.sources()).as(model.name()).containsKeys("files", "sha256");
      assertThat(model.outputs()).as(model.name()).isNotEmpty();
      assertThat(model.architecture().isEmpty()).isEqualTo(!model.refusal().isEmpty());
      assertThat(model.settings()).as(model.name()).doesNotContainKey("architecture");
      model.scores().forEach(s -> assertThat(s.source()).as(model.name()).startsWith("https://"));
      for (CatalogueFile file : model.files()) {
        assertThat(file.address()).as(file.name()).hasScheme("https");
      }
    }
  }

  @Test
  void theHashOfADemucsFileBeginsWithTheDigitsOfItsName() {
    for (CatalogueModel model : catalogue.models()) {
      for (CatalogueFile file : model.files()) {
        if (file.name().matches(".*-[0-9a-f]{8}\\.th")) {
          String digits = file.name().substring(file.name().length() - 11).substring(0, 8);
          assertThat(file.sha256()).as(file.name()).startsWith(digits);
          assertThat(model.licence().text()).contains("not covered by the MIT licence");
        }
      }
    }
  }

  @Test
  void bagsHaveOneRowOfWeightsForEachFileAndOneColumnForEachStem() {
    for (CatalogueModel model : catalogue.models()) {
      if (model.settings().get("models") instanceof List<?> models) {
        assertThat(models).as(model.name()).hasSameSizeAs(model.files());
        for (int i = 0; i < models.size(); i++) {
          assertThat(model.files().get(i).name()).startsWith(models.get(i) + "-");
        }
      }
      if (model.settings().get("weights") instanceof List<?> rows) {
        assertThat(rows).as(model.name()).hasSameSizeAs(model.files());
        rows.forEach(row -> assertThat((List<?>) row).hasSameSizeAs(model.outputs()));
      }
    }
  }

  @Test
  void whatIsQuantisedIsRefusedAndSaysSo() {
    for (String name : List.of("mdx_q", "mdx_extra_q")) {
      assertThat(catalogue.find(name).orElseThrow().refusal()).contains("quantised");
    }
  }

  @Test
  void filesAndBagsAreAsDemucsHasThem() throws Exception {
    AudioGolden golden = AudioGolden.of("demucs_remote_yaml");
    List<String> names = Files.readAllLines(golden.file("files.txt"));
    for (CatalogueModel model : catalogue.models()) {
      for (CatalogueFile file : model.files()) {
        String address = String.valueOf(file.address());
        if (address.contains("/demucs/") && !address.contains("/v3.0/")) {
          assertThat(names).contains(file.name());
        }
      }
      if (model.settings().get("models") instanceof List<?> bag) {
        String yaml = Files.readString(golden.file(model.name() + ".yaml"));
        String list = bag.stream().map(sig -> "'" + sig + "'").collect(Collectors.joining(", "));
        assertThat(yaml).contains("models: [" + list + "]");
        Object segment = model.settings().get("segment");
        assertThat(yaml.contains("segment:")).isEqualTo(segment != null);
        assertThat(yaml.contains("weights:")).isEqualTo(model.settings().containsKey("weights"));
        if (segment != null) {
          assertThat(yaml).contains("segment: " + segment);
        }
      }
    }
  }
}
