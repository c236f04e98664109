package org.scanline.audio.separation.published;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.published.Framing.Chunks;

/** Fade windows, reflected ends and the rule of the first and last batch against the reference. */
class DemixGoldenTest {
  @TestFactory
  List<DynamicTest> theStreamEqualsTheFunction() throws IOException {
    AudioGolden golden = AudioGolden.of("msst_demix_toy");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode json : golden.json().path("cases")) {
      String file = json.path("file").asText();
      tests.add(
          DynamicTest.dynamicTest(
              file,
              () -> {
                Npy x = golden.array("x_" + json.path("L").asInt() + ".npy");
                AudioBuffer sound = Played.sound(x, 1000);
                int stems = (int) (golden.array(file).size() / (long) x.size());
                for (int piece : new int[] {sound.frames(), 1, 333}) {
                  try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                    WindowedStream stream =
                        new WindowedStream(
                            Passes.of(Ensemble.of(net(json, stems)), manager, most -> 0),
                            Runnable::run,
                            1,
                            () -> {});
                    golden.demand(
                        file + " in pieces of " + piece,
                        file,
                        Played.flat(Played.through(stream, sound, () -> piece)));
                  }
                }
              }));
    }
    return tests;
  }

  private static PublishedNet net(JsonNode json, int stems) {
    Chunks framing =
        new Chunks(
            json.path("chunk").asInt(),
            json.path("num_overlap").asInt(),
            json.path("batch").asInt());
    List<String> names = IntStream.range(0, stems).mapToObj(s -> "stem" + s).toList();
    return new PublishedNet(
        "toy",
        new Toy(names, 1000, 2, 1, 0, 0),
        framing,
        0,
        false,
        JsonNodeFactory.instance.objectNode());
  }
}
