package org.scanline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPlanTest {
  private static final List<String> STEMS = List.of("vocals", "drums");

  @TempDir Path folder;

  private List<Outputs> plan(String template, OnExisting policy, Path... inputs)
      throws JobException {
    return new OutputPlan(folder.resolve("out"), new NameTemplate(template), "wav", policy)
        .of(List.of(inputs), "stem", STEMS, Map.of("model", "m"));
  }

  private Path existing(String name) throws IOException {
    Path path = folder.resolve("out").resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, "old");
  }

  @Test
  void planningTouchesNothing() throws Exception {
    List<Outputs> plan = plan("{track}/{stem}.{ext}", OnExisting.FAIL, Path.of("a.b.mp3"));
    assertThat(plan.get(0).targets().get("vocals")).isEqualTo(folder.resolve("out/a.b/vocals.wav"));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aCompanionStandsBesideThePartsAndIsNamedAfterTheTrack() throws Exception {
    existing("a/a.png");
    for (String[] names :
        new String[][] {
          {"{track}/{stem}.{ext}", "a (2)/a (2).png"},
          {"{track} {stem}.{ext}", "a picture.png"},
          {"{model}/{stem}/{track}.{ext}", "m/picture/a.png"},
          {"{stem}.{ext}", "a.png"}
        }) {
      Outputs outputs = pictured(names[0], OnExisting.RENAME);
      assertThat(outputs.targets().keySet()).containsExactly("vocals", "drums", "picture");
      assertThat(outputs.targets().get("picture"))
          .isEqualTo(folder.resolve("out").resolve(names[1]));
    }
    Outputs kept = pictured("{track}/{stem}.{ext}", OnExisting.SKIP);
    assertThat(kept.targets().keySet()).containsExactly("vocals", "drums");
    assertThat(kept.kept()).containsOnlyKeys("picture");
  }

  private Outputs pictured(String template, OnExisting policy) throws JobException {
    return new OutputPlan(folder.resolve("out"), new NameTemplate(template), "wav", policy)
        .with(new OutputPlan.Companion("picture", "png"))
        .of(List.of(Path.of("a.mp3")), "stem", STEMS, Map.of("model", "m"))
        .get(0);
  }

  @Test
  void anExistingOutputRefusesTheWholeRun() throws Exception {
    existing("b/drums.wav");
    assertThatThrownBy(
            () -> plan("{track}/{stem}.{ext}", OnExisting.FAIL, Path.of("a.mp3"), Path.of("b.mp3")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.failure()).isEqualTo(Failure.OUTPUT))
        .hasMessageContaining("drums.wav")
        .hasMessageContaining("nothing was done");
  }

  @Test
  void skipKeepsWhatIsThereAndMakesWhatIsMissing() throws Exception {
    existing("a/drums.wav");
    existing("b/drums.wav");
    existing("b/vocals.wav");
    List<Outputs> plan =
        plan("{track}/{stem}.{ext}", OnExisting.SKIP, Path.of("a.mp3"), Path.of("b.mp3"));
    assertThat(plan.get(0).targets()).containsOnlyKeys("vocals");
    assertThat(plan.get(0).kept()).containsOnlyKeys("drums");
    assertThat(plan.get(1).complete()).isTrue();
  }

  @Test
  void renameKeepsTheStemsOfASongTogether() throws Exception {
    existing("a/drums.wav");
    List<Outputs> plan =
        plan("{track}/{stem}.{ext}", OnExisting.RENAME, Path.of("a.mp3"), Path.of("x/a.wav"));
    assertThat(plan.get(0).targets().get("vocals"))
        .isEqualTo(folder.resolve("out/a (2)/vocals.wav"));
    assertThat(plan.get(1).targets().get("drums")).isEqualTo(folder.resolve("out/a (3)/drums.wav"));
  }

  @Test
  void renameNumbersTheFileWhenTheTrackIsNotInTheName() throws Exception {
    existing("vocals.wav");
    assertThat(plan("{stem}.{ext}", OnExisting.RENAME, Path.of("a.mp3")).get(0).targets())
        .containsEntry("drums", folder.resolve("out/drums (2).wav"));
  }

  @Test
  void twoInputsForOneOutputAreRefused() {
    assertThatThrownBy(
            () ->
                plan(
                    "{track}/{stem}.{ext}",
                    OnExisting.OVERWRITE,
                    Path.of("x/Song.mp3"),
                    Path.of("y/song.flac")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Song.mp3")
        .hasMessageContaining("song.flac");
  }

  @Test
  void theInputIsNeverOverwritten() throws Exception {
    Path input = existing("vocals.wav");
    assertThatThrownBy(() -> plan("{stem}.{ext}", OnExisting.OVERWRITE, input))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("would overwrite the input");
  }

  @Test
  void stemsThatShareANameAreAUsageError() {
    assertThatThrownBy(() -> plan("{track}.{ext}", OnExisting.FAIL, Path.of("a.mp3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{stem}");
  }

  @Test
  void aFileInTheWayOfTheFolderIsRefused() throws Exception {
    Files.writeString(folder.resolve("out"), "a file");
    assertThatThrownBy(() -> plan("{stem}.{ext}", OnExisting.FAIL, Path.of("a.mp3")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("not a folder");
  }

  @Test
  void eachInputMayHaveAnExtensionOfItsOwnAndSeveralCompanions() throws Exception {
    List<Outputs> plan =
        new OutputPlan(
                folder,
                new NameTemplate("{name}.{ext}"),
                input -> input.toString().endsWith(".jpg") ? "jpg" : "png",
                OnExisting.FAIL,
                List.of(new OutputPlan.Companion("compare", "compare.png")))
            .with(new OutputPlan.Companion("viewer", "html"))
            .of(List.of(Path.of("a.jpg"), Path.of("b.x")), "part", List.of("picture"), Map.of());
    assertThat(plan.get(0).targets().values())
        .containsExactly(
            folder.resolve("a.jpg"), folder.resolve("a.compare.png"), folder.resolve("a.html"));
    assertThat(plan.get(1).targets().get("picture")).isEqualTo(folder.resolve("b.png"));
  }
}
