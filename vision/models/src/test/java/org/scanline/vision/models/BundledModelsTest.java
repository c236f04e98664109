package org.scanline.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.ImageModelCard;
import org.scanline.vision.image.restoration.ImageModelSource;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;

class BundledModelsTest {

  @Test
  void everyListedModelLoadsAndRestores() throws ModelException {
    for (String name : ImageModels.names()) {
      try (ImageRestorer restorer =
          ImageRestorer.load(ImageModelSource.bundled(name), ComputeDevice.CPU)) {
        double sigma = restorer.task() == Task.DENOISE ? 25 : 0;
        for (int channels = 1; channels <= 4; channels++) {
          ImageStrip strip = ImageStrip.of(5, new float[channels][5 * 7]);
          try (Streaming<ImageStrip, ImageStrip> stream = restorer.open(5, 7, channels, sigma)) {
            int rows = stream.push(strip).rows() + stream.finish().rows();
            assertThat(rows).isEqualTo(7 * restorer.scale());
          }
        }
      }
    }
  }

  @Test
  void cardsSayLicenceDataFiguresAndLimits() throws ModelException, IOException {
    for (ImageModelCard card : ImageModels.bundled()) {
      assertThat(card.licence()).isNotEqualTo("unknown");
      assertThat(card.description()).isNotEmpty();
      assertThat(card.parameters()).isBetween(1L, 1_000_000L);
      JsonNode json = new ObjectMapper().readTree(card.json());
      for (String part : new String[] {"training", "data", "figures", "limits"}) {
        assertThat(json.path(part)).as("%s of %s", part, card.name()).isNotEmpty();
      }
    }
  }

  @Test
  void weightsAreAtMostFiveMegabytes() throws IOException {
    for (String name : ImageModels.names()) {
      try (InputStream in = ImageModelSource.bundled(name).open("model.safetensors")) {
        assertThat(in.readAllBytes().length).isLessThanOrEqualTo(5_000_000);
      }
    }
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(
            () -> ImageRestorer.load(ImageModelSource.bundled("nothing"), ComputeDevice.CPU))
        .withMessageContaining("nothing");
  }
}
