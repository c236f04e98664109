package org.scanline.datasets.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.evaluation.EvaluationReport.Score;
import org.scanline.datasets.evaluation.EvaluationReport.Song;
import org.scanline.datasets.evaluation.SeparatorEvaluation.Settings;

class SeparatorEvaluationTest {
  private static final Offset<Double> TINY = Offset.offset(1e-3);
  private static final int RATE = TestSongs.RATE;

  /** A quarter of four equal stems leaves (3/4)² of the one and (1/4)² of each other. */
  private static final double QUARTER_OF_FOUR = 10 * Math.log10(16 / (9 + 3.0));

  private static final double QUARTER_OF_THREE = 10 * Math.log10(16 / (9 + 2.0));

  @TempDir Path folder;

  private static EvaluationReport run(EvaluationMethod method, Path... songs) throws IOException {
    Settings settings = new Settings(List.of(songs), EnumSet.of(method), ModelSource.DEFAULT);
    try {
      return new SeparatorEvaluation(settings, step -> {}).run(ComputeDevice.CPU);
    } catch (ModelException e) {
      throw new IllegalStateException("no model is asked for", e);
    }
  }

  private static Score score(List<Score> scores, String stem) {
    return scores.stream().filter(s -> s.stem().equals(stem)).findFirst().orElseThrow();
  }

  @Test
  void aQuarterOfFourEqualStemsScoresWhatAlgebraSays() throws IOException {
    TestSongs.writeFour(folder.resolve("even"), 5 * RATE + 4321);
    Song song = run(EvaluationMethod.MIXTURE, folder).songs().get(0);
    assertThat(song.name()).isEqualTo("even");
    assertThat(song.seconds()).isCloseTo(5 + 4321.0 / RATE, TINY);
    assertThat(song.scores()).hasSize(4);
    for (Score score : song.scores()) {
      assertThat(score.activeSdr()).as(score.stem()).isCloseTo(QUARTER_OF_FOUR, TINY);
      assertThat(score.activeSeconds()).isEqualTo(5);
    }
  }

  @Test
  void siSdrDoesNotSeeTheQuarter() throws IOException {
    TestSongs.writeFour(folder, 3 * RATE);
    for (Score score : run(EvaluationMethod.MIXTURE, folder).songs().get(0).scores()) {
      assertThat(score.siSdr()).isCloseTo(10 * Math.log10(1 / 3.0), TINY);
    }
  }

  @Test
  void aMissingStemIsSilenceAndIsNotScored() throws IOException {
    TestSongs.writeFour(folder, 3 * RATE);
    Files.delete(folder.resolve("bass.wav"));
    Files.writeString(folder.resolve("bass.txt"), "the bass player was ill");
    EvaluationReport report = run(EvaluationMethod.MIXTURE, folder);
    assertThat(report.stems()).containsExactly("vocals", "drums", "other");
    for (Score score : report.songs().get(0).scores()) {
      assertThat(score.activeSdr()).isCloseTo(QUARTER_OF_THREE, TINY);
    }
  }

  @Test
  void shorterAndMonoFilesArePaddedAndSpread() throws IOException {
    TestSongs.writeFour(folder, 20 * RATE);
    TestSongs.write(folder, "bass", TestSongs.sine(97, 0.1, 10 * RATE, 1));
    List<Score> scores = run(EvaluationMethod.MIXTURE, folder).songs().get(0).scores();
    assertThat(score(scores, "bass").activeSdr()).isCloseTo(QUARTER_OF_FOUR, TINY);
    assertThat(score(scores, "bass").activeSeconds()).isEqualTo(10);
    assertThat(score(scores, "drums").activeSdr())
        .isCloseTo((QUARTER_OF_FOUR + QUARTER_OF_THREE) / 2, TINY);
    assertThat(score(scores, "drums").activeSeconds()).isEqualTo(20);
  }

  @Test
  void theModelsDelayAndOddStemsDoNotDisturb() throws IOException {
    TestSongs.writeFour(folder.resolve("a"), 19 * RATE + 1);
    TestSongs.writeFour(folder.resolve("b"), 70_001);
    List<EvaluationStep> steps = new ArrayList<>();
    try (Separator separator =
        TestSongs.gains(Map.of("vocals", 1.0, "drums", 0.25, "piano", 0.0), 30_011)) {
      Settings settings =
          new Settings(List.of(folder), EnumSet.of(EvaluationMethod.MODEL), ModelSource.DEFAULT);
      EvaluationReport report = new SeparatorEvaluation(settings, steps::add).run(separator);
      assertThat(report.model()).isEqualTo("fake");
      assertThat(report.means()).hasSize(2);
      assertThat(score(report.means(), "vocals").activeSdr())
          .isCloseTo(10 * Math.log10(1 / 3.0), TINY);
      assertThat(score(report.means(), "drums").activeSdr()).isCloseTo(QUARTER_OF_FOUR, TINY);
      assertThat(score(report.means(), "drums").activeSeconds()).isEqualTo(19 + 8);
    }
    EvaluationStep last = steps.get(steps.size() - 1);
    assertThat(last.song()).isEqualTo("b");
    assertThat(last.number()).isEqualTo(2);
    assertThat(last.seconds()).isEqualTo(last.length());
  }

  @Test
  void aVoiceWithAccompanimentCountsForVocalsOnly() throws IOException {
    TestSongs.writeFour(folder.resolve("0"), 2 * RATE);
    TestSongs.write(folder.resolve("1"), "vocals", TestSongs.sine(440, 0.1, 2 * RATE, 2));
    TestSongs.write(folder.resolve("1"), "accompaniment", TestSongs.sine(97, 0.1, 2 * RATE, 2));
    try (Separator quarter =
        TestSongs.gains(Map.of("vocals", 0.25, "drums", 0.25, "bass", 0.25, "other", 0.25), 7)) {
      ValidationScore score = ValidationScore.of(quarter, folder, step -> {});
      double vocals = (QUARTER_OF_FOUR + 10 * Math.log10(16 / (9 + 1.0))) / 2;
      assertThat(score.songs()).isEqualTo(2);
      assertThat(score.stems()).containsOnlyKeys("vocals", "drums", "bass", "other");
      assertThat(score.stems().get("vocals")).isCloseTo(vocals, TINY);
      assertThat(score.mean()).isCloseTo((vocals + 3 * QUARTER_OF_FOUR) / 4, TINY);
    }
  }

  @Test
  void accompanimentBesideAllStemsIsNotCountedTwice() throws IOException {
    TestSongs.writeFour(folder, 2 * RATE);
    TestSongs.write(folder, "accompaniment", TestSongs.sine(97, 0.1, 2 * RATE, 2));
    List<Score> scores = run(EvaluationMethod.MIXTURE, folder).songs().get(0).scores();
    assertThat(score(scores, "vocals").activeSdr()).isCloseTo(QUARTER_OF_FOUR, TINY);
  }

  @Test
  void theIdealMaskPartsDisjointSpectra() throws IOException {
    TestSongs.writeFour(folder, 4 * RATE + 77);
    for (Score score : run(EvaluationMethod.IDEAL_RATIO_MASK, folder).songs().get(0).scores()) {
      assertThat(score.activeSdr()).as(score.stem()).isGreaterThan(40);
    }
  }

  @Test
  void reportsSayTheSameInEveryForm() throws IOException {
    TestSongs.writeFour(folder.resolve("one, two|three"), 2 * RATE);
    TestSongs.writeFour(folder.resolve("silent"), RATE / 2);
    EvaluationReport report = run(EvaluationMethod.MIXTURE, folder);
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    JsonNode first = json.at("/songs/0/scores/0");
    assertThat(first.get("stem").asText()).isEqualTo("vocals");
    assertThat(first.get("method").asText()).isEqualTo("mixture/4");
    assertThat(first.get("activeSdr").asDouble()).isCloseTo(QUARTER_OF_FOUR, TINY);
    assertThat(json.at("/songs/1/scores/0/activeSdr").isNull()).isTrue();
    assertThat(json.at("/means")).hasSize(4);
    List<String> csv = report.toCsv().lines().toList();
    assertThat(csv).hasSize(1 + 4 + 4 + 4);
    assertThat(csv.get(1)).isEqualTo("\"one, two|three\",vocals,mixture/4,1.2494,-4.7712,2");
    assertThat(csv.get(5)).isEqualTo("silent,vocals,mixture/4,,-4.7712,0");
    assertThat(report.toMarkdown())
        .contains("| song | stem | mixture / 4 |\n|---|---|--:|\n")
        .contains("| one, two\\|three | drums | 1.25 |\n")
        .contains("| mean | drums | -4.77 |\n");
    assertThat(report.toTable()).contains("  mean            other          1.25\n");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Path missing = folder.resolve("nowhere");
    assertThatThrownBy(() -> run(EvaluationMethod.MIXTURE, missing))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(missing + ": no such folder; check the path");
    assertThatThrownBy(() -> run(EvaluationMethod.MIXTURE, folder))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(folder + ": no stems here")
        .hasMessageNotContaining("\n");
    Path song = folder.resolve("song");
    TestSongs.write(song, "vocals", TestSongs.sine(440, 0.1, 100, 1));
    Path drums = Files.writeString(song.resolve("Drums.MP3"), "not a sound, but a text\n");
    assertThatThrownBy(() -> run(EvaluationMethod.MIXTURE, folder))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(drums + ": ")
        .hasMessageNotContaining("\n");
    TestSongs.write(song, "drums", TestSongs.sine(440, 0.1, 100, 1));
    assertThatThrownBy(() -> run(EvaluationMethod.MIXTURE, folder))
        .hasMessageContaining("two files for drums");
    assertThatThrownBy(() -> new Settings(List.of(), EnumSet.allOf(EvaluationMethod.class), "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EvaluationMethod.parse("magic"))
        .hasMessage("no method magic; there are model, mixture/4, hpss, irm");
  }

  @Test
  void aModelThatIsNotThereIsToldApart() throws IOException {
    TestSongs.writeFour(folder, RATE);
    Settings settings =
        new Settings(List.of(folder), EnumSet.of(EvaluationMethod.MODEL), "no-such-model");
    assertThatThrownBy(() -> new SeparatorEvaluation(settings, step -> {}).run(ComputeDevice.CPU))
        .isInstanceOf(ModelException.class);
  }
}
