package org.scanline.audio.separation.net.roformer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Tensor;

class RoformerGoldenTests {

  @TestFactory
  List<DynamicTest> ourStemsAreThePublishers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (AudioGolden golden :
        AudioGolden.present(
            "bs_roformer_small",
            "bs_roformer_linattn_small",
            "bs_roformer_skip_small",
            "mel_band_roformer_small")) {
      for (String file : List.of("model.ckpt", "state.safetensors")) {
        if (golden.has(file)) {
          tests.add(
              DynamicTest.dynamicTest(golden.name() + ", " + file, () -> check(golden, file)));
        }
      }
    }
    return tests;
  }

  private static void check(AudioGolden golden, String file) throws IOException {
    ObjectNode yaml = JsonNodeFactory.instance.objectNode();
    JsonNode model = golden.json().path("config").path("kwargs");
    yaml.set("model", model);
    try (NDManager manager = NDManager.newBaseManager()) {
      Checkpoint checkpoint = Checkpoint.read(golden.file(file));
      PublishedNet opened =
          new RoformerPublisher()
              .open(new PublishedFile(file, checkpoint, yaml), manager)
              .orElseThrow();
      golden.demand(file, "output.npy", separated(opened, golden, manager));
      PublishedNet again =
          new RoformerPublisher()
              .open(new PublishedFile(file, checkpoint, opened.config()), manager)
              .orElseThrow();
      golden.demand(file + ", opened again", "output.npy", separated(again, golden, manager));
      assertThat(again.config()).isEqualTo(opened.config());
    }
  }

  private static float[] separated(PublishedNet opened, AudioGolden golden, NDManager manager)
      throws IOException {
    Npy input = golden.array("input.npy");
    NDArray x = manager.create(input.floats(), new Shape(input.shape()));
    NDArray stems = opened.net().separate(x);
    assertThat(stems.getShape().get(1)).isEqualTo(opened.net().stems().size());
    float[] all = stems.toFloatArray();
    return Arrays.copyOf(all, golden.array("output.npy").size()); // the rest comes last
  }

  @Test
  void theStateDictMayLieUnderAnyKey() throws IOException {
    AudioGolden golden = AudioGolden.of("bs_roformer_small");
    Map<String, Tensor> bare = Checkpoint.read(golden.file("state.safetensors")).tensors();
    for (String key : List.of("state", "state_dict", "model_state_dict")) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("optimizer.exp_avg", Tensor.of(new float[] {1}, 1)); // none of the net's
      bare.forEach((name, tensor) -> tensors.put(key + "." + name, tensor));
      Checkpoint checkpoint =
          new Checkpoint(Checkpoint.Format.TORCH_ZIP, tensors, new LinkedHashMap<>());
      try (NDManager manager = NDManager.newBaseManager()) {
        PublishedNet opened =
            new RoformerPublisher()
                .open(
                    new PublishedFile("last.ckpt", checkpoint, MissingNode.getInstance()), manager)
                .orElseThrow();
        assertThat(opened.parameters()).isGreaterThan(100_000);
        assertThat(opened.net().stems()).containsExactly("stem1", "stem2");
      }
    }
  }
}
