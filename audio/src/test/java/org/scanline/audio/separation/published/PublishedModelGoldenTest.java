package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.LevelMeter;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.separation.WindowOptions;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;

/** A whole model from its publisher's file, against the publisher's whole program. */
class PublishedModelGoldenTest {
  private static final int RATE = 44_100;

  /** The reference's bare apply_model is the stream at level 0, 1. */
  private static final SoundLevel BARE = new SoundLevel(0, 1 - 1e-8);

  private static Separator load(AudioGolden golden) throws Exception {
    Path weights =
        golden
            .folder()
            .resolve(golden.json().path("weights").asText())
            .resolve("golden-htdemucs.th");
    return Separator.load(ModelSource.published(weights), ComputeDevice.CPU, 1)
        .with(new WindowOptions(null, 0.25, 0, null));
  }

  @Test
  void segmentsOfHybridTransformerDemucsAreThePublishers() throws Exception {
    AudioGolden golden = AudioGolden.of("apply_model_htdemucs_small");
    AudioBuffer sound = Played.sound(golden.array("input.npy"), RATE);
    try (Separator model = load(golden)) {
      assertThat(model.card().licence()).isEqualTo("unknown");
      Stems stems = Played.through(model.stream(RATE, 2, BARE), sound, () -> 12_345);
      golden.demand("apply_model", "output.npy", Played.flat(stems));
    }
  }

  @Test
  void theLevelIsThePublishers() throws Exception {
    AudioGolden golden = AudioGolden.of("apply_model_htdemucs_small");
    AudioBuffer sound = Played.sound(golden.array("input.npy"), RATE);
    try (Separator model = load(golden);
        LevelMeter meter = model.meter(RATE, 2)) {
      assertThat(model.wantsLevel()).isTrue();
      meter.push(sound);
      SoundLevel level = meter.finish();
      System.out.println("mean and deviation " + level + " of " + golden.json().path("ref_std"));
      Stems stems = Played.through(model.stream(RATE, 2, level), sound, () -> RATE);
      golden.demand("Separator", "output_separator.npy", Played.flat(stems));
    }
  }

  @Test
  void halfAFileAndAChangedByteAreSaid(@TempDir Path folder) throws Exception {
    byte[] whole = Files.readAllBytes(AudioGolden.of("htdemucs_small").file("golden-htdemucs.th"));
    refused(folder, Arrays.copyOf(whole, whole.length / 2));
    for (int at : new int[] {0, 2_000, whole.length / 2, whole.length - 3}) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      refused(folder, changed);
    }
  }

  private static void refused(Path folder, byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve("mine.th"), bytes);
    assertThatThrownBy(() -> Separator.load(ModelSource.published(file), ComputeDevice.CPU, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("mine.th")
        .hasMessageMatching("[^\\n]{10,400}");
  }
}
