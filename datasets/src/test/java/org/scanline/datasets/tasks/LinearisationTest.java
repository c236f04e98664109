package org.scanline.datasets.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.hybrid.AttentionTransfer;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.hybrid.MixerPattern;
import org.scanline.datasets.training.RateSchedule;

class LinearisationTest {
  private static final System.Logger LOG = System.getLogger(LinearisationTest.class.getName());

  @TempDir Path folder;

  private static void note(String line) {
    LOG.log(System.Logger.Level.DEBUG, line);
  }

  private TaskSettings teacher() throws IOException {
    TaskSettings settings =
        new TaskSettings(
            "induction",
            new Backbone.Config(2, 16, 2, "softmax"),
            8,
            16,
            new RateSchedule(5e-3, 10, 120),
            3);
    new TaskTrainer(
            new Induction(4), settings, folder.resolve("run"), () -> false, LinearisationTest::note)
        .run(false, List.of(8));
    return settings;
  }

  private LinearisationResult student(TaskSettings teacher, String mixers) throws IOException {
    return student(teacher, mixers, AttentionTransfer.Loss.MSE);
  }

  private LinearisationResult student(
      TaskSettings teacher, String mixers, AttentionTransfer.Loss loss) throws IOException {
    LinearisationResult result =
        new Linearisation(
                new Induction(4),
                teacher,
                folder.resolve("run").resolve("checkpoint.safetensors"),
                new LinearisationSettings(
                    MixerPattern.parse(mixers), loss, 60, 1e-2, 20, 1e-3, 4, 16, 5),
                () -> false,
                LinearisationTest::note)
            .run(folder.resolve(mixers + loss));
    return Objects.requireNonNull(result);
  }

  @Test
  void transferBringsTheAttentionOfTheStudentNearerToTheTeachers() throws IOException {
    TaskSettings teacher = teacher();
    LinearisationResult hedgehog = student(teacher, "Hedgehog");
    assertThat(hedgehog.lossAfter()).isLessThan(0.8 * hedgehog.lossBefore());
    assertThat(hedgehog.transferred()).isNotNull();
    assertThat(folder.resolve("HedgehogMSE").resolve("linearised.json")).exists();
    assertThat(folder.resolve("HedgehogMSE").resolve("linearised.safetensors")).exists();

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> student(teacher, "Hedgehog"));

    LinearisationResult liger = student(teacher, "Liger(size=4)");
    assertThat(liger.transferred()).as("Liger adds no parameters to train").isNull();
    assertThat(liger.lossAfter()).isEqualTo(liger.lossBefore());
  }

  @Test
  void crossEntropyBringsTheWeightsOfTheStudentNearerToTheTeachers() throws IOException {
    TaskSettings teacher = teacher();
    for (String mixers : List.of("Hedgehog", "LoLCATs(size=2)")) {
      LinearisationResult student = student(teacher, mixers, AttentionTransfer.Loss.CROSS_ENTROPY);
      assertThat(student.lossAfter()).as(mixers).isLessThan(0.98 * student.lossBefore());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> student(teacher, "Liger", AttentionTransfer.Loss.CROSS_ENTROPY))
        .withMessage("cross-entropy needs attention maps: Liger of the student has none");
  }

  @Test
  void settingsOfARunAreReadBack() throws IOException {
    TaskSettings teacher = teacher();
    assertThat(TaskSettings.read(folder.resolve("run").resolve("settings.json")))
        .isEqualTo(teacher);
  }
}
