package org.scanline.audio.separation.net.gtcrn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.SharedWeights;
import org.scanline.audio.metric.SiSdr;
import org.scanline.audio.separation.published.CausalNet;
import org.scanline.audio.separation.published.PublishedNet;

class GtcrnGoldenTests {
  private static final String CLEAN = "ul-unas/audio/clean/0119.wav";
  private static final String NOISY = "ul-unas/audio/noisy/0119.wav";

  @TestFactory
  List<DynamicTest> trainedWeightsGiveTheReferencesSpeech() {
    List<DynamicTest> tests = new ArrayList<>();
    for (AudioGolden golden :
        AudioGolden.present("gtcrn_pretrained_dns3", "gtcrn_pretrained_vctk")) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.name() + ", state.safetensors",
              () -> check(golden, "safetensors", golden.file("state.safetensors"))));
      tests.add(
          DynamicTest.dynamicTest(
              golden.name() + ", the published file",
              () -> {
                String path = golden.json().path("config").path("checkpoint").asText();
                check(golden, "tar", SharedWeights.file(path.replaceFirst("^weights/", "")));
              }));
    }
    return tests;
  }

  private static void check(AudioGolden golden, String what, Path file) throws IOException {
    float[] sound = golden.array("input.npy").floats();
    int length = golden.array("output.npy").size(); // the reference cuts the last part of a hop
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened = Gtcrns.open(file, manager);
      assertThat(opened.parameters()).isEqualTo(golden.json().path("n_params").asLong());
      CausalNet net = (CausalNet) opened.net();
      float[] whole = Gtcrns.whole(net, sound, manager);
      golden.demand(what + ", whole", "output.npy", Arrays.copyOf(whole, length));
      float[] streamed = Gtcrns.streamed(net, AudioBuffer.of(Gtcrn.SAMPLE_RATE, sound), manager);
      assertThat(streamed).hasSize(sound.length);
      golden.demand(what + ", stream", "output.npy", Arrays.copyOf(streamed, length));
    }
  }

  @Test
  void theGoldensInputIsTheBeginningOfThePublishedSound() throws IOException {
    AudioGolden golden = AudioGolden.of("gtcrn_pretrained_dns3");
    AudioBuffer mix = SharedWeights.sound("gtcrn/test_wavs/mix.wav");
    float[] input = golden.array("input.npy").floats();
    assertThat(Arrays.copyOf(mix.channel(0), input.length)).isEqualTo(input);
  }

  @Test
  void speechIsNearerToTheCleanSoundThanItsMixture() throws IOException {
    AudioBuffer clean = SharedWeights.sound(CLEAN);
    AudioBuffer noisy = SharedWeights.sound(NOISY);
    double before = SiSdr.of(clean.channel(0), noisy.channel(0), true);
    for (String trained : List.of("dns3", "vctk")) {
      Path file = SharedWeights.file("gtcrn/checkpoints/model_trained_on_" + trained + ".tar");
      try (NDManager manager = NDManager.newBaseManager()) {
        CausalNet net = (CausalNet) Gtcrns.open(file, manager).net();
        float[] speech = Gtcrns.streamed(net, noisy, manager);
        assertThat(speech).hasSize(noisy.frames());
        double after = SiSdr.of(clean.channel(0), speech, true);
        System.out.printf("0119, %s: SI-SDR %.2f dB to %.2f dB%n", trained, before, after);
        assertThat(after).isGreaterThan(before);
      }
    }
  }
}
