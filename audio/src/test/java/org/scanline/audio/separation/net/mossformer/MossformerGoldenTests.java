package org.scanline.audio.separation.net.mossformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.net.Gradients;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

class MossformerGoldenTests {

  @TestFactory
  List<DynamicTest> ourSpeakersAreThePublishers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (AudioGolden golden : AudioGolden.present("mossformer2_small", "mossformer2_whamr_small")) {
      tests.add(DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }
    return tests;
  }

  private static void check(AudioGolden golden) throws IOException {
    JsonNode beside = golden.json().path("config");
    Checkpoint checkpoint = folder(golden, List.of("encoder", "masknet", "decoder"));
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened = open(golden.name(), checkpoint, beside, manager);
      golden.demand("three files", "output.npy", separated(opened, golden, manager));
      PublishedNet again = open("model", checkpoint, opened.config(), manager);
      golden.demand("opened again", "output.npy", separated(again, golden, manager));
      PublishedNet alone = open(golden.name(), checkpoint, MissingNode.getInstance(), manager);
      golden.demand("by the folder's name", "output.npy", separated(alone, golden, manager));
    }
  }

  private static PublishedNet open(
      String name, Checkpoint checkpoint, JsonNode config, NDManager manager) {
    return new MossformerPublisher()
        .open(new PublishedFile(name, checkpoint, config), manager)
        .orElseThrow();
  }

  /** The tensors of several files, each led by its file's name. */
  private static Checkpoint folder(AudioGolden golden, List<String> files) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String file : files) {
      Checkpoint.read(golden.file(file + ".ckpt"))
          .tensors()
          .forEach((name, tensor) -> tensors.put(file + "." + name, tensor));
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>(tensors);
    return new Checkpoint(Checkpoint.Format.TORCH_ZIP, tensors, values);
  }

  /** Speakers (B,T,S), as the reference has them. */
  private static float[] separated(PublishedNet opened, AudioGolden golden, NDManager manager)
      throws IOException {
    Npy input = golden.array("input.npy");
    NDArray x = manager.create(input.floats(), new Shape(1, 1, input.size()));
    NDArray speakers = opened.net().separate(x);
    assertThat(speakers.getShape()).isEqualTo(new Shape(1, 2, 1, input.size()));
    assertThat(opened.net().stems()).containsExactly("speaker1", "speaker2");
    return speakers.squeeze(2).swapAxes(1, 2).toFloatArray();
  }

  @Test
  void anyLengthComesBackWhole() throws IOException {
    AudioGolden golden = AudioGolden.of("mossformer2_small");
    Checkpoint checkpoint = folder(golden, List.of("encoder", "masknet", "decoder"));
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened = open(golden.name(), checkpoint, golden.json().path("config"), manager);
      for (int length : new int[] {1, 15, 16, 17, 2063, 2064}) {
        NDArray stems = opened.net().separate(manager.ones(new Shape(2, 1, length)));
        assertThat(stems.getShape()).isEqualTo(new Shape(2, 2, 1, length));
      }
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    AudioGolden golden = AudioGolden.of("mossformer2_small");
    Checkpoint some = folder(golden, List.of("masknet", "decoder"));
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> open("folder", some, MissingNode.getInstance(), manager))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("encoder.conv1d.weight")
          .hasMessageContaining("encoder.ckpt");
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    MossformerConfig config = new MossformerConfig(8_000, 2, 8, 4, 1, 32, 12, 6, 3, false);
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(2);
      Mossformer block = new Mossformer(config);
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 600));
      NDArray x = manager.randomNormal(new Shape(1, 600));
      ParameterStore store = new ParameterStore(manager, false);
      Gradients.check(block, () -> block.apply(store, x, true), manager);
    }
  }

  @Test
  void clearerVoicesNamesAreTheSameNet() throws IOException {
    AudioGolden golden = AudioGolden.of("mossformer2_small");
    Map<String, Tensor> theirs = new LinkedHashMap<>();
    theirs.put("optimizer.state.0.exp_avg", Tensor.of(new float[] {1}, 1)); // none of the net's
    folder(golden, List.of("encoder", "masknet", "decoder"))
        .tensors()
        .forEach((name, tensor) -> theirs.put("model.module.model." + clearer(name), tensor));
    Checkpoint checkpoint =
        new Checkpoint(Checkpoint.Format.TORCH_ZIP, theirs, new LinkedHashMap<>(theirs));
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened =
          open("last_best_checkpoint.pt", checkpoint, MissingNode.getInstance(), manager);
      assertThat(opened.net().sampleRate()).isEqualTo(16_000);
      golden.demand("ClearerVoice's names", "output.npy", separated(opened, golden, manager));
    }
  }

  private static String clearer(String name) {
    return name.replace(
            "masknet.dual_mdl.0.intra_mdl.mdl.flashT.", "mask_net.mdl.intra_mdl.mossformerM.")
        .replace("masknet.dual_mdl.0.intra_mdl.mdl.norm.norm.", "mask_net.mdl.intra_mdl.norm.")
        .replace("masknet.dual_mdl.0.intra_norm.", "mask_net.mdl.intra_norm.")
        .replace("masknet.", "mask_net.")
        .replaceFirst("^encoder\\.", "enc.")
        .replaceFirst("^decoder\\.", "dec.");
  }
}
