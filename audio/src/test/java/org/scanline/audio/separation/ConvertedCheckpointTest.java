package org.scanline.audio.separation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publishers;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.store.Recogniser;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.CheckpointWriter;

/** A publisher's file turned into safetensors is the same net, settings included. */
class ConvertedCheckpointTest {
  private static final String[] CASES = {
    "convtasnet_asteroid_noskip",
    "convtasnet_kaituoxu_causal_cLN",
    "demucs_v2_small",
    "demucs_wave_v3_small",
    "hdemucs_small",
    "htdemucs_6s_small",
    "htdemucs_small",
    "bs_roformer_small",
    "mel_band_roformer_small"
  };

  @TempDir Path folder;

  private static Path weights(AudioGolden golden) throws Exception {
    try (Stream<Path> files = Files.list(golden.folder())) {
      return files
          .filter(file -> file.toString().matches(".*\\.(th|pt|ckpt|bin|tar)"))
          .findFirst()
          .orElseThrow();
    }
  }

  private record Sounding(String architecture, String config, long parameters, float[] output) {}

  private static Sounding sound(Checkpoint checkpoint) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      PublishedFile file = new PublishedFile("file", checkpoint, MissingNode.getInstance());
      PublishedNet net = Publishers.find(file, manager).orElseThrow();
      try (WindowNet window = net.net()) {
        int frames = (int) window.validLength(2 * window.sampleRate() / 5);
        NDArray noise =
            manager
                .arange(0, (float) window.channels() * frames, 1f, DataType.FLOAT32)
                .mul(0.7f)
                .sin()
                .reshape(new Shape(1, window.channels(), frames));
        return new Sounding(
            net.architecture(),
            net.config().toString(),
            net.parameters(),
            window.separate(noise).toFloatArray());
      }
    }
  }

  @Test
  void aConvertedCheckpointIsTheSameNet() throws Exception {
    List<AudioGolden> present = AudioGolden.present(CASES);
    for (AudioGolden golden : present) {
      Checkpoint original = Checkpoint.read(weights(golden));
      Path file = folder.resolve(golden.name() + ".safetensors");
      CheckpointWriter.write(file, original, Map.of());
      Checkpoint converted = Checkpoint.read(file);
      Sounding before = sound(original);
      Sounding after = sound(converted);
      assertThat(after.architecture()).isEqualTo(before.architecture());
      assertThat(after.config()).as(golden.name()).isEqualTo(before.config());
      assertThat(after.parameters()).as(golden.name()).isEqualTo(before.parameters());
      assertThat(after.output()).as(golden.name()).isEqualTo(before.output());
      Recogniser.Recognised net =
          SeparationModels.recogniser().recognise(converted, file).orElseThrow();
      assertThat(net.architecture()).isEqualTo(before.architecture());
      assertThat(net.outputs()).isNotEmpty();
    }
  }

  @Test
  void settingsBesideAFileAreRead() throws Exception {
    AudioGolden golden = AudioGolden.of("convtasnet_ta_small");
    Path file = Files.copy(golden.file("model.pt"), folder.resolve("model.pt"));
    Files.writeString(
        folder.resolve("model.json"),
        "{\"architecture\":\"\",\"msk_num_layers\":3,\"msk_activate\":\"sigmoid\"}");
    Recogniser.Recognised net =
        SeparationModels.recogniser().recognise(Checkpoint.read(file), file).orElseThrow();
    assertThat(net.settings()).containsEntry("msk_num_layers", 3);
  }
}
