package org.scanline.datasets.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scanline.datasets.scoring.Tracks.RATE;
import static org.scanline.datasets.scoring.Tracks.mixed;
import static org.scanline.datasets.scoring.Tracks.noise;
import static org.scanline.datasets.scoring.Tracks.score;
import static org.scanline.datasets.scoring.Tracks.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.BssEval;
import org.scanline.audio.metric.BssScores;
import org.scanline.audio.metric.StftDistance;
import org.scanline.datasets.evaluation.EvaluationException;

class StemEvaluationTest {
  private static final Offset<Double> TINY = Offset.offset(1e-6);
  private static final Set<StemMetric> CHEAP =
      EnumSet.of(StemMetric.SI_SDR, StemMetric.NEW_SDR, StemMetric.ACTIVE_SDR);
  private static final Set<StemMetric> ALL = EnumSet.allOf(StemMetric.class);

  @TempDir Path folder;

  private Path reference() {
    return folder.resolve("true");
  }

  private Path estimate() {
    return folder.resolve("est");
  }

  private static StemScore stem(StemReport report, String stem) {
    assertThat(report.failures()).isEmpty();
    return Objects.requireNonNull(report.tracks().get(0).stems().get(stem));
  }

  @Test
  void everyScoreIsThatOfTheLibrary() throws IOException {
    float[][] s = {noise(1, 20_011), noise(2, 20_011)};
    float[][] e = {mixed(s[0], 0.1, s[1]), mixed(s[1], 0.3, noise(3, 20_011))};
    write(reference().resolve("t/vocals.wav"), s[0]);
    write(reference().resolve("t/drums.wav"), s[1]);
    write(estimate().resolve("t/vocals.wav"), e[0]);
    write(estimate().resolve("t/drums.wav"), e[1]);
    StemReport report = score(reference(), ALL, estimate());
    List<AudioBuffer> truth = List.of(AudioBuffer.of(RATE, s[0]), AudioBuffer.of(RATE, s[1]));
    List<AudioBuffer> guess = List.of(AudioBuffer.of(RATE, e[0]), AudioBuffer.of(RATE, e[1]));
    BssEval eval = BssEval.fit(truth, guess);
    BssScores seconds = eval.scores(RATE);
    StemScore vocals = stem(report, "vocals");
    assertThat(vocals.frames(StemMetric.SIR)).isEqualTo(seconds.values(BssScores.Measure.SIR, 0));
    assertThat(vocals.value(StemMetric.SDR)).isEqualTo(seconds.median(BssScores.Measure.SDR, 0));
    assertThat(stem(report, "drums").value(StemMetric.SAR))
        .isEqualTo(seconds.median(BssScores.Measure.SAR, 1));
    assertThat(vocals.value(StemMetric.ISR_GLOBAL))
        .isEqualTo(eval.scores(0).value(BssScores.Measure.ISR, 0, 0));
    BssEval.SourceScores sources = BssEval.sources(truth, guess);
    assertThat(vocals.value(StemMetric.SDR_SOURCES)).isCloseTo(sources.sdr().get(0), TINY);
    assertThat(vocals.value(StemMetric.STFT))
        .isEqualTo(StftDistance.of(StftDistance.Settings.LISTENING, truth.get(0), guess.get(0)));
    assertThat(vocals.value(StemMetric.SI_SDR)).isBetween(19.0, 21.0);
    assertThat(vocals.value(StemMetric.NEW_SDR)).isBetween(19.0, 21.0);
    assertThat(vocals.value(StemMetric.SI_SDR_IMPROVEMENT)).isBetween(19.0, 21.0);
    assertThat(report.tracks().get(0).notes()).isEmpty();
  }

  @Test
  void copiesAreInfinitelyGood() throws IOException {
    write(reference().resolve("t/vocals.wav"), noise(4, 9000));
    write(reference().resolve("t/other.wav"), noise(5, 9000));
    StemReport report = score(reference(), ALL, reference());
    assertThat(stem(report, "vocals").value(StemMetric.SDR)).isInfinite();
    assertThat(stem(report, "vocals").value(StemMetric.SI_SDR)).isInfinite();
    assertThat(stem(report, "vocals").value(StemMetric.STFT)).isZero();
    assertThat(report.toTable()).contains(" inf ");
    assertThat(report.toCsv()).contains("true,t,vocals,sdr,inf\n");
  }

  @Test
  void everyLayoutIsFound() throws IOException {
    float[] sound = noise(6, 9000);
    Path hq = reference().resolve("test/Some Öne - Song");
    write(hq.resolve("vocals.wav"), sound);
    write(hq.resolve("drums.wav"), noise(7, 9000));
    write(hq.resolve("mixture.wav"), noise(8, 9000));
    Path demucs = folder.resolve("separated");
    for (String model : List.of("htdemucs", "mdx")) {
      write(demucs.resolve(model + "/Some Öne - Song.stem/vocals.wav"), sound);
    }
    write(folder.resolve("uvr/Some Öne - Song_(Vocals)_model.wav"), sound);
    write(folder.resolve("suffix/some öne - song_vocals.wav"), sound);
    write(folder.resolve("stems/vocals/Some Öne - Song.wav"), sound);
    write(folder.resolve("stems/no_vocals/Some Öne - Song.wav"), sound);
    write(folder.resolve("single/Vocals.wav"), sound);
    StemReport report =
        score(
            reference(),
            CHEAP,
            demucs,
            folder.resolve("uvr"),
            folder.resolve("suffix"),
            folder.resolve("stems"),
            folder.resolve("single"));
    assertThat(report.failures()).isEmpty();
    assertThat(report.systems())
        .containsExactly("htdemucs", "mdx", "uvr", "suffix", "stems", "single");
    assertThat(report.tracks()).hasSize(6);
    for (TrackScores track : report.tracks()) {
      StemScore vocals = Objects.requireNonNull(track.stems().get("vocals"));
      assertThat(vocals.value(StemMetric.SI_SDR)).as(track.system()).isInfinite();
      assertThat(track.track()).isEqualTo("Some Öne - Song");
    }
    assertThat(report.stems()).containsExactly("vocals", "accompaniment");
  }

  @Test
  void theFiveSoundTracksOfAStemFileAreRead() throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(StemEvaluationTest.class.getResource("/scoring/Sines.stem.mp4"))
                .toURI());
    int[] hertz = {1000, 110, 2500, 440};
    String[] stems = {"drums", "bass", "other", "vocals"};
    for (int s = 0; s < 4; s++) {
      float[] sine = new float[24_000];
      for (int i = 0; i < sine.length; i++) {
        sine[i] = (float) (0.125 * Math.sin(2 * Math.PI * hertz[s] * i / 16_000));
      }
      write(estimate().resolve("Sines/" + stems[s] + ".wav"), 16_000, sine);
    }
    StemReport report = score(file, CHEAP, estimate());
    assertThat(report.stems()).containsExactly("vocals", "drums", "bass", "other");
    for (String stem : stems) {
      assertThat(stem(report, stem).value(StemMetric.SI_SDR)).as(stem).isGreaterThan(12);
    }
    Path broken = Files.copy(file, folder.resolve("short.stem.mp4"));
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(file), 9000));
    StemReport failed = score(broken, CHEAP, estimate());
    assertThat(failed.failures()).hasSize(1);
    assertThat(failed.failures().get(0).message()).startsWith(broken + " (sound track ");
  }

  @Test
  void aSilentStemHasNoRatiosAndIsTold() throws IOException {
    write(reference().resolve("t/vocals.wav"), new float[9000]);
    write(reference().resolve("t/drums.wav"), noise(9, 9000));
    write(estimate().resolve("t/vocals.wav"), noise(10, 9000));
    write(estimate().resolve("t/drums.wav"), noise(11, 9000));
    StemReport report = score(reference(), ALL, estimate());
    StemScore vocals = stem(report, "vocals");
    for (StemMetric metric : ALL) {
      if (metric != StemMetric.NEW_SDR) {
        assertThat(vocals.value(metric)).as(metric.id()).isNaN();
      }
    }
    assertThat(vocals.value(StemMetric.NEW_SDR)).isNegative();
    assertThat(stem(report, "drums").value(StemMetric.SDR)).isNaN();
    assertThat(stem(report, "drums").value(StemMetric.SI_SDR)).isFinite();
    assertThat(report.tracks().get(0).notes())
        .singleElement()
        .asString()
        .contains("true vocals is silent throughout", "BSS Eval");
  }

  @Test
  void filesOfOneSampleAreScored() throws IOException {
    write(reference().resolve("t/vocals.wav"), new float[] {0.5f});
    write(estimate().resolve("t/vocals.wav"), new float[] {0.25f});
    StemReport report = score(reference(), ALL, estimate());
    assertThat(stem(report, "vocals").value(StemMetric.SDR)).isCloseTo(20 * Math.log10(2), TINY);
    assertThat(stem(report, "vocals").value(StemMetric.ACTIVE_SDR)).isNaN();
    assertThat(stem(report, "vocals").value(StemMetric.STFT)).isFinite();
  }

  @Test
  void samplesThatAreNoNumbersCountAsSilenceAndAreTold() throws IOException {
    float[] sound = noise(12, 9000);
    float[] bad = sound.clone();
    bad[100] = Float.NaN;
    bad[200] = Float.POSITIVE_INFINITY;
    bad[300] = 1e30f;
    write(reference().resolve("t/vocals.wav"), sound);
    write(reference().resolve("t/drums.wav"), noise(13, 9000));
    Tracks.writeRaw(estimate().resolve("t/vocals.wav"), bad);
    StemReport report = score(reference(), ALL, estimate());
    assertThat(stem(report, "vocals").value(StemMetric.SI_SDR)).isBetween(20.0, 60.0);
    assertThat(stem(report, "vocals").value(StemMetric.SDR)).isFinite();
    assertThat(report.tracks().get(0).notes())
        .anyMatch(note -> note.contains("3 sample(s) are not numbers"))
        .anyMatch(note -> note.endsWith("no estimate of drums"));
  }

  @Test
  void monoAmongStereoIsHeardOnBothSides() throws IOException {
    float[] sound = noise(14, 9000);
    write(reference().resolve("t/vocals.wav"), sound, sound);
    write(estimate().resolve("t/vocals.wav"), sound);
    StemReport report = score(reference(), CHEAP, estimate());
    assertThat(stem(report, "vocals").value(StemMetric.SI_SDR)).isInfinite();
    assertThat(report.tracks().get(0).notes()).singleElement().asString().contains("mono");
    write(estimate().resolve("t/vocals.wav"), sound, sound, sound);
    assertThat(score(reference(), CHEAP, estimate()).failures().get(0).message())
        .contains("has 3 channels; wanted mono or stereo");
  }

  @Test
  void estimatesAreFilledUpOrCutAsByMuseval() throws IOException {
    float[] sound = noise(15, 70_001);
    write(reference().resolve("t/vocals.wav"), sound);
    write(reference().resolve("t/drums.wav"), noise(16, 70_001));
    write(estimate().resolve("t/vocals.wav"), Arrays.copyOf(sound, 65_536));
    write(estimate().resolve("t/drums.wav"), noise(16, 70_002));
    StemReport report = score(reference(), CHEAP, estimate());
    assertThat(stem(report, "drums").value(StemMetric.NEW_SDR)).isGreaterThan(80);
    assertThat(stem(report, "vocals").value(StemMetric.NEW_SDR)).isBetween(10.0, 13.0);
    assertThat(report.tracks().get(0).notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("ends 4465 samples before the true stems"))
        .anyMatch(note -> note.contains("goes on after the end"));
  }

  @Test
  void whatIsMissingOrWrongIsOneLineAndTheRestIsScored() throws IOException {
    for (String track : List.of("a", "b", "c", "d")) {
      write(reference().resolve(track + "/vocals.wav"), noise(17, 9000));
    }
    write(estimate().resolve("a/vocals.wav"), noise(18, 9000));
    write(estimate().resolve("b/vocals.wav"), 16_000, noise(18, 9000));
    Path text = estimate().resolve("c/vocals.wav");
    Files.createDirectories(text.getParent());
    Files.writeString(text, "lyrics, not sound\n");
    write(estimate().resolve("e/vocals.wav"), noise(18, 9000));
    Files.writeString(estimate().resolve("readme.txt"), "hello");
    StemReport report = score(reference(), CHEAP, estimate());
    assertThat(report.tracks()).hasSize(1);
    assertThat(report.failures()).hasSize(3);
    assertThat(report.failures())
        .anyMatch(f -> f.message().contains("has 16000 Hz, other stems of the track 8000 Hz"))
        .anyMatch(f -> f.message().startsWith(text + ": "))
        .anyMatch(f -> f.track().equals("d") && f.message().startsWith("no estimate"))
        .allMatch(f -> f.message().lines().count() == 1);
    assertThat(report.notes()).singleElement().asString().contains("e: left out");
  }

  @Test
  void foldersWithoutStemsAreRefused() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    write(estimate().resolve("t/vocals.wav"), noise(19, 900));
    assertThatThrownBy(() -> score(nowhere, CHEAP, estimate()))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(nowhere + ": no such folder; check the path");
    Path empty = folder.resolve("empty");
    Files.createDirectories(empty.resolve("inner"));
    assertThatThrownBy(() -> score(empty, CHEAP, estimate()))
        .hasMessageContaining("no stems here; wanted TRACK/vocals.wav");
    Path file = Files.writeString(folder.resolve("words.txt"), "words");
    assertThatThrownBy(() -> score(estimate(), CHEAP, file))
        .hasMessageContaining("neither a folder nor a .stem.mp4 file");
    write(estimate().resolve("t/Vocals.flac.wav"), noise(19, 900));
    write(estimate().resolve("t/VOCALS.aiff"), noise(19, 900));
    assertThatThrownBy(() -> score(estimate(), CHEAP, estimate()))
        .hasMessageContaining("two files for vocals");
  }

  @Test
  void speakersMayComeInAnyOrder() throws IOException {
    float[][] s = {noise(20, 9000), noise(21, 9000), noise(22, 9000)};
    for (int i = 0; i < 3; i++) {
      write(reference().resolve("s" + (i + 1) + "/u1.wav"), s[i]);
      int place = (i + 1) % 3 + 1;
      write(estimate().resolve("u1/speaker" + place + ".wav"), mixed(s[i], 0.1, s[(i + 1) % 3]));
    }
    write(reference().resolve("mix_clean/u1.wav"), mixed(mixed(s[0], 1, s[1]), 1, s[2]));
    StemReport report = score(reference(), EnumSet.of(StemMetric.SI_SDR_IMPROVEMENT), estimate());
    TrackScores track = report.tracks().get(0);
    assertThat(track.speakers())
        .containsEntry("speaker1", "speaker2")
        .containsEntry("speaker2", "speaker3")
        .containsEntry("speaker3", "speaker1");
    for (int i = 1; i <= 3; i++) {
      assertThat(stem(report, "speaker" + i).value(StemMetric.SI_SDR_IMPROVEMENT))
          .isBetween(21.0, 25.0);
    }
    assertThat(track.notes()).hasSize(3);
    write(estimate().resolve("u1/speaker4.wav"), noise(23, 9000));
    assertThat(score(reference(), CHEAP, estimate()).tracks().get(0).speakers())
        .isEqualTo(track.speakers());
    Files.delete(estimate().resolve("u1/speaker4.wav"));
    Files.delete(estimate().resolve("u1/speaker2.wav"));
    assertThat(score(reference(), CHEAP, estimate()).failures().get(0).message())
        .contains("has 2 speakers, there are 3");
  }

  @Test
  void accompanimentIsTheSumOfTheOthers() throws IOException {
    float[][] s = {noise(24, 9000), noise(25, 9000), noise(26, 9000)};
    write(reference().resolve("t/vocals.wav"), s[0]);
    write(reference().resolve("t/drums.wav"), s[1]);
    write(reference().resolve("t/bass.wav"), s[2]);
    write(estimate().resolve("t/vocals.wav"), mixed(s[0], 0.1, s[1]));
    write(estimate().resolve("t/no_vocals.wav"), mixed(s[1], 1, s[2]));
    Set<StemMetric> metrics = EnumSet.of(StemMetric.SDR, StemMetric.SIR, StemMetric.NEW_SDR);
    StemReport report = score(reference(), metrics, estimate());
    assertThat(report.stems()).containsExactly("vocals", "accompaniment");
    assertThat(stem(report, "accompaniment").value(StemMetric.NEW_SDR)).isGreaterThan(60);
    assertThat(stem(report, "vocals").value(StemMetric.SDR)).isBetween(19.0, 21.0);
    Files.delete(estimate().resolve("t/no_vocals.wav"));
    StemReport alone = score(reference(), metrics, estimate());
    assertThat(stem(alone, "vocals").value(StemMetric.SIR))
        .isCloseTo(stem(report, "vocals").value(StemMetric.SIR), Offset.offset(1e-9));
  }

  @Test
  void theScoresDoNotDependOnTheThreads() throws IOException {
    for (int t = 0; t < 3; t++) {
      write(reference().resolve(t + "/vocals.wav"), noise(30 + t, 9000));
      write(reference().resolve(t + "/drums.wav"), noise(40 + t, 9000));
      write(estimate().resolve(t + "/vocals.wav"), noise(50 + t, 9000));
      write(estimate().resolve(t + "/drums.wav"), noise(60 + t, 9000));
    }
    String one = json(1);
    assertThat(json(3)).isEqualTo(one);
  }

  private String json(int threads) throws IOException {
    StemEvaluation.Settings settings =
        new StemEvaluation.Settings(
            reference(),
            List.of(new StemEvaluation.Estimate("mine", estimate())),
            StemMetric.usual(),
            threads);
    return new StemEvaluation(settings, step -> {}).run().toJson();
  }
}
