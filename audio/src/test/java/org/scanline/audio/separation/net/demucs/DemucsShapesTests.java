package org.scanline.audio.separation.net.demucs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.backbones.weights.DType;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/** Full-size nets have exactly their publishers' names and shapes; no values are held. */
final class DemucsShapesTests {

  private static JsonNode list(String name) throws IOException {
    AudioGolden lists = AudioGolden.of("param_lists");
    return new ObjectMapper().readTree(lists.file(name + ".json").toFile());
  }

  private static Map<String, long[]> shapes(JsonNode list) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (JsonNode each : list.path("state_dict")) {
      long[] shape = new long[each.path("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = each.path("shape").get(i).asLong();
      }
      shapes.put(each.path("name").asText(), shape);
    }
    return shapes;
  }

  private static Part net(JsonNode list, Map<String, long[]> shapes) {
    DemucsPublisher.Kind kind = DemucsPublisher.Kind.of(list.path("klass").asText());
    if (kind != null) {
      ObjectNode keywords = list.path("kwargs").deepCopy();
      return DemucsPublisher.plan(kind, new Keywords(keywords)).net();
    }
    // torchaudio's file tells its sizes by its tensors; these hold no numbers
    Map<String, Tensor> hollow = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> hollow.put(name, hollow(shape)));
    List<String> stems = List.of("drums", "bass", "other", "vocals");
    return DemucsPublisher.plan(DemucsPublisher.Kind.HDEMUCS, BareState.torchaudio(hollow, stems))
        .net();
  }

  private static Tensor hollow(long[] shape) {
    long[] none = shape.clone();
    if (none.length < 2) {
      return new Tensor(DType.F32, new long[] {0}, ByteBuffer.allocate(0));
    }
    // sizes are read from the first two axes; an empty third one leaves no data
    return shape.length > 2
        ? new Tensor(DType.F32, new long[] {shape[0], shape[1], 0}, ByteBuffer.allocate(0))
        : new Tensor(DType.U8, shape, ByteBuffer.allocate((int) (shape[0] * shape[1])));
  }

  @ParameterizedTest
  @CsvSource({
    "htdemucs_published, 533, 41984456",
    "htdemucs_6s_published, 525, 27414996",
    "htdemucs_default, 0, 26899536",
    "hdemucs_default, 395, 83637832",
    "hdemucs_mmi_like, 395, 83637832",
    "torchaudio_hdemucs_high, 397, 83639368"
  })
  void allPublishedNamesAndShapesFit(String name, int tensors, long numbers) throws IOException {
    JsonNode list = list(name);
    Map<String, long[]> shapes = shapes(list);
    if (tensors > 0) {
      assertThat(shapes).hasSize(tensors);
    }
    Part net = net(list, shapes);
    Parameters.demand(net, shapes);
    assertThat(Parameters.named(net).values().stream().mapToLong(p -> p.getShape().size()).sum())
        .isEqualTo(numbers);
  }

  @Test
  void whatIsMissingExtraOrMisshapenIsListed() throws IOException {
    JsonNode list = list("htdemucs_published");
    Map<String, long[]> shapes = shapes(list);
    Part net = net(list, shapes);
    shapes.remove("encoder.2.dconv.layers.1.6.scale");
    shapes.put("crosstransformer.layers.0.self_attn.in_proj_weight", new long[] {1536, 511});
    shapes.put("decoder.9.conv_tr.weight", new long[] {1});
    assertThatThrownBy(() -> Parameters.demand(net, shapes))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("missing encoder.2.dconv.layers.1.6.scale[192]")
        .hasMessageContaining(
            "crosstransformer.layers.0.self_attn.in_proj_weight is [1536, 511], must be [1536, 512]")
        .hasMessageContaining("unexpected decoder.9.conv_tr.weight");
  }

  @Test
  void settingsOutOfRangeAreRefusedAndUnknownOnesDropped() {
    ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    keywords.putArray("sources").add("drums").add("rest");
    keywords.put("channels", 4).put("spec_augment_of_another_version", 7);
    assertThat(DemucsPublisher.plan(DemucsPublisher.Kind.HTDEMUCS, new Keywords(keywords)).stems())
        .containsExactly("drums", "rest");
    Map<String, Object> wrong =
        Map.of("depth", 99, "nfft", 1000, "channels", "many", "cac", false, "t_heads", 7);
    wrong.forEach(
        (name, value) -> {
          ObjectNode odd = keywords.deepCopy();
          odd.putPOJO(name, value);
          ObjectNode plain = new ObjectMapper().valueToTree(odd);
          assertThatThrownBy(
                  () -> DemucsPublisher.plan(DemucsPublisher.Kind.HTDEMUCS, new Keywords(plain)))
              .as(name)
              .isInstanceOf(WeightsException.class)
              .hasMessageContaining(name);
        });
  }
}
