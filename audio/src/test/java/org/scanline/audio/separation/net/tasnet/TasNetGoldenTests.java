package org.scanline.audio.separation.net.tasnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.separation.net.masking.MaskingGolden;

class TasNetGoldenTests {

  @TestFactory
  List<DynamicTest> ourSourcesAreThePublishersWithSettingsInTheFile() {
    return MaskingGolden.tests(
        new TasNetPublisher(),
        MaskingGolden::nothing,
        "convtasnet_asteroid_skip",
        "convtasnet_asteroid_noskip",
        "convtasnet_kaituoxu_noncausal_gLN",
        "convtasnet_kaituoxu_causal_cLN",
        "convtasnet_jusperlee_small",
        "demucs_v2_tasnet_small");
  }

  @TestFactory
  List<DynamicTest> ourSourcesAreThePublishersWithSettingsBesideTheFile() {
    return MaskingGolden.tests(
        new TasNetPublisher(),
        TasNetGoldenTests::arguments,
        "convtasnet_ta_small",
        "convtasnet_ta_libri2mix_relu_small");
  }

  /** The arguments of torchaudio's class, whose own default are masks by sigmoid. */
  private static JsonNode arguments(JsonNode json) {
    ObjectNode arguments = json.path("config").path("kwargs").deepCopy();
    if (!arguments.has("msk_activate")) {
      arguments.put("msk_activate", "sigmoid");
    }
    return arguments;
  }
}
