package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.SharedWeights;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;

/** From a publisher's files on disk to stems, as a user has them. */
class PublishedFilesTest {
  @TempDir private Path folder;

  private static AudioBuffer sound(int rate, int channels, int frames) {
    SplittableRandom random = new SplittableRandom(frames);
    float[][] samples = new float[channels][frames];
    for (float[] channel : samples) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (0.1 * random.nextGaussian());
      }
    }
    return AudioBuffer.of(rate, samples);
  }

  private static Stems separated(Path model, AudioBuffer sound) throws ModelException {
    try (Separator separator = Separator.load(new ModelSource.AtPath(model), ComputeDevice.CPU, 1);
        SeparationStream stream = separator.stream(sound.sampleRate(), sound.channels())) {
      Stems stems = Stems.concat(List.of(stream.push(sound), stream.finish()));
      assertThat(stems.names()).isEqualTo(separator.stems());
      assertThat(stems.frames()).isEqualTo(sound.frames());
      return stems;
    }
  }

  private static void addUp(Stems stems, AudioBuffer sound) {
    for (int c = 0; c < sound.channels(); c++) {
      for (int i = 0; i < sound.frames(); i++) {
        float sum = 0;
        for (AudioBuffer stem : stems.all().values()) {
          sum += stem.channel(c)[i];
        }
        assertThat(sum).isCloseTo(sound.channel(c)[i], org.assertj.core.data.Offset.offset(1e-5f));
      }
    }
  }

  /** Writes the settings of a RoFormer as its publishers do. */
  private static String yaml(AudioGolden golden, String training) throws IOException {
    StringBuilder text = new StringBuilder("audio:\n  chunk_size: 4096\n  sample_rate: 44100\n");
    text.append("\nmodel:\n");
    JsonNode model = golden.json().path("config").path("kwargs");
    model
        .properties()
        .forEach(
            entry -> {
              text.append("  ").append(entry.getKey()).append(':');
              if (entry.getValue().isArray()) {
                text.append(" !!python/tuple\n");
                entry.getValue().forEach(each -> text.append("    - ").append(each).append('\n'));
              } else {
                text.append(' ').append(entry.getValue()).append(" # as trained\n");
              }
            });
    return text.append("\ntraining:\n")
        .append(training)
        .append("\ninference:\n  batch_size: 2\n  num_overlap: 2\n")
        .toString();
  }

  @Test
  void aRoformerReadsTheYamlBesideIt() throws Exception {
    AudioGolden golden = AudioGolden.of("bs_roformer_skip_small");
    Path model = folder.resolve("bs.ckpt");
    Files.copy(golden.file("model.ckpt"), model);
    Files.writeString(
        folder.resolve("bs.yaml"),
        yaml(golden, "  instruments:\n  - vocals\n  - other\n  target_instrument: vocals\n"));
    AudioBuffer sound = sound(44_100, 2, 10_001);
    Stems stems = separated(model, sound);
    assertThat(stems.names()).containsExactly("vocals", "other");
    addUp(stems, sound);
  }

  @Test
  void aBareTasNetReadsTheJsonOfItsName() throws Exception {
    AudioGolden golden = AudioGolden.of("convtasnet_ta_small");
    Path model = folder.resolve("small.pt");
    Files.copy(golden.file("model.pt"), model);
    assertThatThrownBy(() -> separated(model, sound(8_000, 1, 900)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("msk_num_layers");
    Files.writeString(
        folder.resolve("small.json"), "{\"msk_num_layers\": 3, \"msk_activate\": \"sigmoid\"}");
    Stems stems = separated(model, sound(8_000, 1, 900));
    assertThat(stems.names()).containsExactly("speaker1", "speaker2");
  }

  @Test
  void aRoformerWithSeveralStemsTakesTheirNamesFromTheYaml() throws Exception {
    AudioGolden golden = AudioGolden.of("mel_band_roformer_small");
    Path model = folder.resolve("mel.ckpt");
    Files.copy(golden.file("model.ckpt"), model);
    Files.writeString(
        folder.resolve("config.yaml"),
        yaml(golden, "  instruments: [drums, bass]\n  target_instrument: null\n"));
    Stems stems = separated(model, sound(44_100, 1, 9_000));
    assertThat(stems.names()).containsExactly("drums", "bass");
  }

  @Test
  void aYamlOfAnotherModelIsRefused() throws Exception {
    AudioGolden golden = AudioGolden.of("bs_roformer_small");
    Path model = folder.resolve("bs.ckpt");
    Files.copy(golden.file("model.ckpt"), model);
    String yaml = yaml(golden, "  instruments: [a, b]\n");
    Files.writeString(
        folder.resolve("bs.yaml"), yaml.replace("stft_n_fft: 256", "stft_n_fft: 512"));
    assertThatThrownBy(
            () -> Separator.load(new ModelSource.AtPath(model), ComputeDevice.CPU, 1).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("512");
  }

  @Test
  void theTrainedEnhancerGivesSpeechAndNoise() throws Exception {
    Path model = SharedWeights.file("gtcrn/checkpoints/model_trained_on_dns3.tar");
    for (int rate : new int[] {16_000, 44_100}) {
      AudioBuffer sound = sound(rate, 2, rate / 2 + 13);
      Stems stems = separated(model, sound);
      assertThat(stems.names()).containsExactly("speech", "noise");
    }
  }

  @Test
  void mossformersThreeFilesAreAFolder() throws Exception {
    AudioGolden golden = AudioGolden.of("mossformer2_small");
    for (String file : List.of("encoder.ckpt", "masknet.ckpt", "decoder.ckpt")) {
      Files.copy(golden.file(file), folder.resolve(file));
    }
    Stems stems = separated(folder, sound(8_000, 1, 4_001));
    assertThat(stems.names()).containsExactly("speaker1", "speaker2");
  }
}
