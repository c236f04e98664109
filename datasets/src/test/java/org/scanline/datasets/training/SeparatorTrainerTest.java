package org.scanline.datasets.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;
import org.scanline.audio.separation.net.BandSplitConfig;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

class SeparatorTrainerTest {
  private static final BandSplitConfig SMALL =
      new BandSplitConfig(44100, 1024, 256, RemixSampler.STEMS, 16, 2, 1, 1, 8, 8);

  @TempDir Path folder;

  @BeforeEach
  void makeSongs() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int song = 0; song < 3; song++) {
      double pitch = 200 + 70 * song;
      write(song, "vocals", i -> 0.2 * Math.sin(i * pitch * 20 / 44100));
      write(song, "bass", i -> 0.2 * Math.sin(i * pitch * 2 / 44100));
      write(song, "other", i -> 0.2 * Math.sin(i * pitch * 90 / 44100));
      write(song, "drums", i -> 0.4 * random.nextGaussian() * Math.exp(-(i % 11025) / 500.0));
    }
  }

  private void write(int song, String stem, IntToDoubleFunction wave) throws IOException {
    Path file = folder.resolve("songs/00000" + song + "/" + stem + ".wav");
    Files.createDirectories(file.getParent());
    float[] samples = new float[60_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) wave.applyAsDouble(i);
    }
    try (AudioWriter writer =
        AudioWriter.create(file, OutputFormat.of(Codec.WAV_16), 44100, 2, Tags.NONE)) {
      writer.write(AudioBuffer.of(44100, samples, samples));
    }
  }

  private TrainingSettings settings(String run, int steps, double rate) {
    Path songs = folder.resolve("songs");
    return new TrainingSettings(
        songs, songs, folder.resolve(run), steps, 10, 2, 48, rate, 2, 7, 1000, 1000);
  }

  private Map<String, Tensor> train(String run, int scheduled, int until) throws IOException {
    TrainingSettings settings = settings(run, scheduled, 3e-3);
    new SeparatorTrainer(settings, SMALL, line -> {}).run(until);
    return Safetensors.read(folder.resolve(run).resolve("checkpoint.safetensors"));
  }

  @Test
  void aResumedRunIsTheUninterruptedOne() throws IOException {
    Map<String, Tensor> whole = train("whole", 6, 6);
    train("halves", 6, 3);
    Map<String, Tensor> halves = train("halves", 6, 6);
    assertThat(values(halves)).isEqualTo(values(whole));
  }

  private static Map<String, List<Float>> values(Map<String, Tensor> tensors) {
    Map<String, List<Float>> values = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          List<Float> list = new ArrayList<>();
          for (float value : tensor.toFloatArray()) {
            list.add(value);
          }
          values.put(name, list);
        });
    return values;
  }

  @Test
  void theErrorFallsAndTheLogShowsIt() throws IOException {
    new SeparatorTrainer(settings("falling", 60, 5e-3), SMALL, line -> {}).run();
    List<String> log = Files.readAllLines(folder.resolve("falling/log.csv"));
    assertThat(log.get(0)).isEqualTo("step,minutes,rate,loss,norm,vocals,drums,bass,other");
    assertThat(log).hasSize(7);
    double first = Double.parseDouble(log.get(1).split(",", -1)[3]);
    double last = Double.parseDouble(log.get(6).split(",", -1)[3]);
    assertThat(last).isLessThan(first - 0.5);
    assertThat(folder.resolve("falling/best.safetensors")).exists();
    assertThat(Files.readAllLines(folder.resolve("falling/validation.csv"))).hasSize(1);
  }

  @Test
  void aCheckpointOfAnotherNetIsRefused() throws IOException {
    train("other", 1, 1);
    BandSplitConfig wider =
        new BandSplitConfig(44100, 1024, 256, RemixSampler.STEMS, 24, 2, 1, 1, 8, 8);
    SeparatorTrainer trainer = new SeparatorTrainer(settings("other", 2, 1e-3), wider, line -> {});
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(trainer::run)
        .withMessageContaining("another size");
  }

  @Test
  void aFolderWithoutSongsIsOneClearLine() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    TrainingSettings settings =
        new TrainingSettings(empty, empty, folder.resolve("r"), 1, 1, 1, 48, 1e-3, 1, 1, 1, 1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new SeparatorTrainer(settings, SMALL, line -> {}).run())
        .withMessageContaining("no songs in");
  }

  @Test
  void theRateWarmsUpAndFollowsACosine() {
    TrainingSettings settings = settings("x", 102, 1e-3);
    assertThat(settings.rate(0)).isEqualTo(5e-4);
    assertThat(settings.rate(1)).isEqualTo(1e-3);
    assertThat(settings.rate(52)).isBetween(5.0e-4, 5.2e-4);
    assertThat(settings.rate(101)).isBetween(2e-5, 2.1e-5);
    assertThatIllegalArgumentException().isThrownBy(() -> settings("x", 0, 1e-3));
  }

  @Test
  void examplesDependOnTheirNumberAlone() throws IOException {
    SongCache cache = SongCache.of(folder.resolve("songs"));
    RemixSampler sampler = new RemixSampler(cache, 4000, 5);
    float[][][] first = sampler.example(17).stems();
    sampler.example(18);
    assertThat(sampler.example(17).stems()).isDeepEqualTo(first);
    assertThat(new RemixSampler(cache, 4000, 6).example(17).stems()).isNotEqualTo(first);
  }
}
