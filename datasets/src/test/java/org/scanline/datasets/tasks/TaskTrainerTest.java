package org.scanline.datasets.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.datasets.training.RateSchedule;

class TaskTrainerTest {
  @TempDir Path folder;

  private static TaskSettings settings(int steps, String mixers) {
    Backbone.Config config = new Backbone.Config(2, 16, 2, mixers);
    return new TaskSettings("induction", config, 6, 32, new RateSchedule(1e-2, 10, steps), 3);
  }

  private TaskTrainer trainer(String run, TaskSettings settings, int stopAfter) {
    AtomicInteger left = new AtomicInteger(stopAfter);
    return new TaskTrainer(
        new Induction(3),
        settings,
        folder.resolve(run),
        () -> left.getAndDecrement() <= 0,
        line -> {});
  }

  private Map<String, List<Float>> checkpoint(String run) throws IOException {
    Map<String, List<Float>> values = new TreeMap<>();
    Safetensors.read(folder.resolve(run).resolve("checkpoint.safetensors"))
        .forEach(
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
  void aTaskOfTwoTokensIsLearnt() throws IOException {
    TaskTrainer trainer = trainer("learnt", settings(250, "Mamba2(state=8)"), Integer.MAX_VALUE);
    List<TaskScore> scores = trainer.run(false, List.of(6, 12));
    assertThat(scores).extracting(TaskScore::length).containsExactly(6, 12);
    assertThat(scores.get(0).accuracy()).isGreaterThan(0.99);
    assertThat(scores.get(1).accuracy()).isGreaterThan(0.7);
    String result = Files.readString(folder.resolve("learnt/result.json"));
    assertThat(result).contains("\"mixers\" : \"Mamba2(state=8)\"", "\"accuracy\" : ");
    assertThat(Files.readAllLines(folder.resolve("learnt/log.csv"))).hasSize(1 + 5);
  }

  @Test
  void aStoppedRunGoesOnAsIfItHadNotBeenStopped() throws IOException {
    TaskSettings settings = settings(12, "1×GLA:1×Mamba2(state=4)");
    trainer("whole", settings, Integer.MAX_VALUE).run(false, List.of());
    assertThat(trainer("halves", settings, 5).run(false, List.of(6))).isEmpty();
    assertThat(checkpoint("halves")).isNotEqualTo(checkpoint("whole"));
    assertThat(folder.resolve("halves/result.json")).doesNotExist();
    trainer("halves", settings, Integer.MAX_VALUE).run(true, List.of());
    assertThat(checkpoint("halves")).isEqualTo(checkpoint("whole"));
  }

  @Test
  void secondsOfTheProcessorAddUpOverTheProcessesOfARun() throws IOException {
    TaskSettings settings = settings(60, "GLA");
    trainer("run", settings, 55).run(false, List.of());
    List<String> before = Files.readAllLines(folder.resolve("run/log.csv"));
    assertThat(before).hasSize(3).last().asString().startsWith("55,");
    String faked = before.get(2).replaceFirst("[^,]*$", "1234.5"); // as if it had taken long
    String torn = String.join("\n", before.get(0), before.get(1), faked, "55,2.0,1,1,1,1");
    Files.writeString(folder.resolve("run/log.csv"), torn);
    trainer("run", settings, Integer.MAX_VALUE).run(true, List.of(6));
    List<String> after = Files.readAllLines(folder.resolve("run/log.csv"));
    assertThat(after).hasSize(4).startsWith(before.get(0), before.get(1), faked);
    assertThat(after.get(3)).startsWith("60,");
    assertThat(Files.readString(folder.resolve("run/result.json")))
        .containsPattern("\"cpuSeconds\" : 12[34]");
  }

  @Test
  void damagedSettingsAreToldInOneLine() throws IOException {
    trainer("run", settings(2, "GLA"), 9).run(false, List.of());
    for (String damaged : List.of("{\"task\": ", "[]", "")) {
      Files.writeString(folder.resolve("run/settings.json"), damaged);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> trainer("run", settings(2, "GLA"), 9).run(true, List.of()))
          .withMessageEndingWith("settings.json is damaged; choose another folder");
    }
  }

  @Test
  void sizesThatFitNoMemoryAreRefusedBeforeAnythingIsMade() {
    Backbone.Config wide = new Backbone.Config(2, 1024, 2, "window(size=10000)");
    TaskSettings settings =
        new TaskSettings("induction", wide, 6, 32, new RateSchedule(1e-2, 10, 2), 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer("run", settings, 9).run(false, List.of()))
        .withMessageContaining("has to fit into memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer("run", settings(2, "GLA"), 9).run(false, List.of(2_000_000_000)))
        .withMessage("test length=2000000000 must be from 1 to 1048576");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aRunIsNeverMixedWithAnother() throws IOException {
    trainer("run", settings(2, "GLA"), 9).run(false, List.of());
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> trainer("run", settings(2, "GLA"), 9).run(false, List.of()))
        .withMessageContaining("run holds a run already");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> trainer("run", settings(2, "Mamba2"), 9).run(true, List.of()))
        .withMessageContaining("run holds a run with mixers=GLA, not Mamba2");
  }
}
