package org.scanline.audio.separation.net.demucs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.backbones.weights.Checkpoint;

/** Nets from their publishers' files give their publishers' numbers. */
final class DemucsGoldenTests {

  /** A file of weights of a case, with the settings for those that hold none. */
  private record Source(AudioGolden golden, Path file, JsonNode config) {}

  @TestFactory
  Stream<DynamicTest> netsGiveThePublishersNumbers() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (AudioGolden golden :
        AudioGolden.present(
            "htdemucs_small",
            "htdemucs_6s_small",
            "htdemucs_small_shortinput",
            "hdemucs_small",
            "demucs_wave_v3_small",
            "demucs_v2_small")) {
      JsonNode config = golden.json().path("config");
      Path weights =
          config.has("weights")
              ? golden.file(config.path("weights").asText().replace("use ", "")).getParent()
              : golden.folder();
      try (Stream<Path> files = Files.list(weights)) {
        for (Path file : files.sorted().toList()) {
          if (file.toString().endsWith(".th")) {
            sources.add(new Source(golden, file, JsonNodeFactory.instance.missingNode()));
          } else if (file.toString().endsWith(".safetensors")) {
            ObjectNode settings = config.deepCopy();
            settings.put("klass", config.path("klass").asText().replaceFirst(" .*", ""));
            sources.add(new Source(golden, file, settings));
          }
        }
      }
    }
    return sources.stream()
        .map(
            source ->
                DynamicTest.dynamicTest(
                    source.golden().name() + " from " + source.file().getFileName(),
                    () -> compare(source)));
  }

  private static void compare(Source source) throws IOException {
    AudioGolden golden = source.golden();
    Checkpoint checkpoint = Checkpoint.read(source.file());
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet net =
          new DemucsPublisher()
              .open(new PublishedFile(golden.name(), checkpoint, source.config()), manager)
              .orElseThrow();
      Npy input = golden.array("input.npy");
      NDArray x = manager.create(input.floats(), new Shape(input.shape()));
      long length = x.getShape().get(2);
      // the first two generations expect their caller to fill up and to cut
      boolean filled = net.architecture().equals("demucs2");
      NDArray given = filled ? WaveNet.centred(x, net.net().validLength(length)) : x;
      NDArray y = net.net().separate(given);
      if (filled) {
        long stems = y.getShape().get(1) * y.getShape().get(2);
        y = WaveNet.centred(y.reshape(1, stems, y.getShape().get(3)), length);
      }
      golden.demand("from " + source.file().getFileName(), "output.npy", y.toFloatArray());
      assertThat(x.toFloatArray()).as("the input stays as it was").isEqualTo(input.floats());
      assertThat(net.parameters()).isEqualTo(golden.json().path("n_params").asLong());
    }
  }

  @Test
  void spectraAndTheirSoundsAreThePublishers() throws IOException {
    AudioGolden golden = AudioGolden.of("demucs_stft");
    Spectrum spectrum = new Spectrum(golden.json().path("nfft").asInt(), true, false);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (String length : (Iterable<String>) golden.json().path("lengths")::fieldNames) {
        Npy input = golden.array("x_" + length + ".npy");
        long frames = Long.parseLong(length);
        NDArray x = manager.create(input.floats(), new Shape(input.size() / frames, frames));
        NDArray z = spectrum.forward(x);
        Shape shape = z.getShape(); // F, channels and parts, T
        NDArray publishers =
            z.reshape(shape.get(0), shape.get(1) / 2, 2, shape.get(2)).transpose(1, 0, 3, 2);
        golden.demand("spectrum", "z_" + length + ".npy", publishers.toFloatArray());
        NDArray level = manager.create(new float[] {0, 1});
        NDArray y = spectrum.inverse(z, level, frames);
        golden.demand("sound", "y_" + length + ".npy", y.toFloatArray());
      }
    }
  }

  @Test
  void resamplingIsThePublishers() throws IOException {
    AudioGolden golden = AudioGolden.of("julius_resample");
    try (NDManager manager = NDManager.newBaseManager()) {
      Npy input = golden.array("x.npy");
      NDArray x = manager.create(input.floats(), new Shape(input.shape()));
      for (JsonNode each : golden.json().path("cases")) {
        int from = each.path("old").asInt();
        int to = each.path("new").asInt();
        NDArray y = new JuliusResampler(from, to).apply(x);
        assertThat(y.getShape().get(1)).isEqualTo(each.path("out_len").asLong());
        golden.demand(from + " to " + to, "y_" + from + "_" + to + ".npy", y.toFloatArray());
      }
    }
  }
}
