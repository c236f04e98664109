package org.scanline.audio.separation.published;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.separation.published.Framing.Segments;

/** Segments, triangles, shifts and bags against Demucs' apply_model on a toy net. */
class ApplyModelGoldenTest {
  private static final double SEGMENT = 1; // second, of the toy net

  @TestFactory
  List<DynamicTest> theStreamEqualsTheFunction() throws IOException {
    AudioGolden golden = AudioGolden.of("apply_model_toy");
    AudioBuffer sound = Played.sound(golden.array("input.npy"), 1000);
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode json : golden.json().path("cases")) {
      tests.add(
          DynamicTest.dynamicTest(
              json.path("name").asText(),
              () -> {
                for (int piece : new int[] {sound.frames(), 1 + new Random(5).nextInt(700)}) {
                  Stems stems = run(json, sound, piece);
                  golden.demand(
                      json.path("name").asText() + " in pieces of " + piece,
                      json.path("file").asText(),
                      Played.flat(stems));
                }
              }));
    }
    return tests;
  }

  private static Stems run(JsonNode json, AudioBuffer sound, int piece) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Deque<Integer> offsets = new ArrayDeque<>();
      json.path("random_shift_offsets").forEach(offset -> offsets.add(offset.asInt()));
      return Played.through(
          new WindowedStream(
              Passes.of(ensemble(json), manager, most -> offsets.remove()),
              Runnable::run,
              1,
              () -> {}),
          sound,
          () -> piece);
    }
  }

  /** The reference's bags are the toy and -2 times the toy, weighted or evenly. */
  private static Ensemble ensemble(JsonNode json) {
    PublishedNet net = net(json, 1);
    return switch (json.path("name").asText()) {
      case "bag_weights" ->
          new Ensemble(
              List.of(
                  new Ensemble.Member(net, List.of(1.0, 0.0)),
                  new Ensemble.Member(net(json, -2), List.of(0.5, 1.0))));
      case "bag_shifts1" ->
          new Ensemble(
              List.of(
                  new Ensemble.Member(net, List.of(1.0, 1.0)),
                  new Ensemble.Member(net(json, -2), List.of(1.0, 1.0))));
      default -> Ensemble.of(net);
    };
  }

  private static PublishedNet net(JsonNode json, double scale) {
    JsonNode options = json.path("kwargs");
    Segments framing =
        new Segments(
            options.path("split").asBoolean(true)
                ? (int) (1000 * options.path("segment").asDouble(SEGMENT))
                : Segments.WHOLE,
            options.path("overlap").asDouble(0.25),
            options.path("shifts").asInt(),
            options.path("transition_power").asDouble(1),
            false,
            false);
    return new PublishedNet(
        "toy",
        Toy.demucs(scale, json.path("valid").asLong()),
        framing,
        0,
        false,
        JsonNodeFactory.instance.objectNode());
  }
}
