package org.scanline.audio.separation.net.roformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.WeightsException;

class RoformerShapesTest {

  private static Map<String, long[]> published(String list) throws IOException {
    JsonNode json = new ObjectMapper().readTree(AudioGolden.of("param_lists").file(list).toFile());
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (JsonNode tensor : json.path("state_dict")) {
      List<Long> sizes = new ArrayList<>();
      tensor.path("shape").forEach(size -> sizes.add(size.asLong()));
      shapes.put(tensor.path("name").asText(), sizes.stream().mapToLong(Long::longValue).toArray());
    }
    return shapes;
  }

  private static RoformerConfig config(Map<String, long[]> shapes, int stems) {
    RoformerShapes read = new RoformerShapes(shapes);
    assertThat(read.stems()).isEqualTo(stems);
    return RoformerPublisher.config(MissingNode.getInstance(), read, List.of("vocals"));
  }

  @Test
  void theFullSizeBandSplitNetHasThePublishersNamesAndShapes() throws IOException {
    Map<String, long[]> shapes = published("bs_roformer_viperx_ep317.json");
    assertThat(shapes).hasSize(699);
    RoformerConfig config = config(shapes, 1);
    Parameters.demand(new Roformer(config), shapes);
    assertThat(config.bands().ranges()).hasSize(62);
    assertThat(config.spectrum()).isEqualTo(new RoformerConfig.Spectrum(2048, 441, false, true));
    assertThat(config.channels()).isEqualTo(2);
    assertThat(config.depth()).isEqualTo(12);
    assertThat(config.block()).isEqualTo(new RoformerConfig.Block(0, 1, 1, 8, 64, 2048));
  }

  @Test
  void theFullSizeMelBandNetHasThePublishersNamesAndShapes() throws IOException {
    Map<String, long[]> shapes = published("mel_band_roformer_kj.json");
    assertThat(shapes).hasSize(684);
    RoformerConfig config = config(shapes, 1);
    Parameters.demand(new Roformer(config), shapes);
    assertThat(config.bands()).isEqualTo(Bands.mel(44_100, 2048, 60));
    assertThat(config.masks()).isEqualTo(new RoformerConfig.Masks(3, 1536));
  }

  @Test
  void everyTensorThatDoesNotFitIsNamed() throws IOException {
    Map<String, long[]> shapes = published("bs_roformer_viperx_ep317.json");
    Roformer net = new Roformer(config(shapes, 1));
    shapes.remove("layers.3.1.layers.0.0.to_out.0.weight");
    shapes.put("layers.12.0.norm.gamma", new long[] {512});
    shapes.put("final_norm.gamma", new long[] {384});
    assertThatThrownBy(() -> Parameters.demand(net, shapes))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("missing layers.3.1.layers.0.0.to_out.0.weight[512, 512]")
        .hasMessageContaining("unexpected layers.12.0.norm.gamma")
        .hasMessageContaining("final_norm.gamma is [384], must be [512]");
  }

  @Test
  void melBandsAreThoseOfTheReference() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(AudioGolden.of("mel_band_roformer_small").file("mel_bands.json").toFile());
    for (int[] size : new int[][] {{1024, 12}, {2048, 60}}) {
      JsonNode expected = json.path("sr44100_nfft%d_bands%d".formatted(size[0], size[1]));
      Bands bands = Bands.mel(44_100, size[0], size[1]);
      assertThat(bands.ranges().stream().map(Bands.Range::count).toList())
          .isEqualTo(numbers(expected.path("freqs_per_band")));
      assertThat(bands.ranges().stream().map(Bands.Range::first).toList())
          .isEqualTo(numbers(expected.path("start")));
    }
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }

  @Test
  void slaneysScaleIsLinearToOneKilohertzAndThenLogarithmic() {
    assertThat(MelScale.mel(500)).isCloseTo(7.5, offset(1e-12));
    assertThat(MelScale.mel(6400)).isCloseTo(42, offset(1e-12));
    for (double hertz : new double[] {0, 37, 999, 1000, 1001, 22_050}) {
      assertThat(MelScale.hertz(MelScale.mel(hertz))).isCloseTo(hertz, offset(1e-9));
    }
  }
}
