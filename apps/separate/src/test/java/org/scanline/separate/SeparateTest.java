package org.scanline.separate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.signal.Resampler;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobResult.Outcome;

class SeparateTest {
  private static final List<String> STEMS =
      List.of("song/bass.wav", "song/drums.wav", "song/other.wav", "song/vocals.wav");

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(folder);
  }

  private JobResult one(Separator model, SeparationRequest request) throws JobException {
    List<JobResult> results = bench.run(model, request);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static SeparationRequest choosing(SeparationRequest base, StemChoice stems) {
    return new SeparationRequest(
        base.inputs(), base.output(), base.format(), base.clip(), stems, base.range());
  }

  private static SeparationRequest ranging(SeparationRequest base, TimeRange range) {
    return new SeparationRequest(
        base.inputs(), base.output(), base.format(), base.clip(), base.stems(), range);
  }

  private static SeparationRequest picturing(SeparationRequest base) {
    return new SeparationRequest(
        base.inputs(), base.output(), base.format(), base.clip(), base.stems(), base.range(), true);
  }

  private AudioBuffer stem(String name) throws IOException {
    return Bench.read(bench.out().resolve("song/" + name + ".wav"));
  }

  @Test
  void everyClipPolicyWritesTheSameStemsOfAQuietSong() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 44_100, 2, 100_003, 0.5f);
    for (ClipPolicy clip : ClipPolicy.values()) {
      JobResult result = one(FakeModel.adding(), bench.request(Codec.WAV_FLOAT, clip, song));
      assertThat(result.outcome()).as(clip + ": " + result.message()).isEqualTo(Outcome.DONE);
      assertThat(result.notes()).isEmpty();
      assertThat(Bench.tree(bench.out())).isEqualTo(STEMS);
      AudioBuffer mixture = Bench.read(song);
      AudioBuffer bass = stem("bass");
      assertThat(bass.frames()).isEqualTo(100_003);
      for (int i = 0; i < bass.frames(); i += 997) {
        assertThat(bass.channel(1)[i]).isEqualTo(0.375f * mixture.channel(1)[i]);
      }
      deleteOutputs();
    }
  }

  private void deleteOutputs() throws IOException {
    for (String name : STEMS) {
      Files.delete(bench.out().resolve(name));
    }
  }

  @Test
  void oneGainForAllStemsWhenOneWouldPassFullScale() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 48_000, 2, 30_011, 0.99f);
    FakeModel loud = new FakeModel(FakeModel.quarters(4), () -> {});
    for (Codec codec : List.of(Codec.WAV_FLOAT, Codec.WAV_24)) {
      JobResult result = one(loud, bench.request(codec, ClipPolicy.COMMON_GAIN, song));
      assertThat(result.notes()).singleElement().asString().contains("lowered by 5.9");
      AudioBuffer mixture = Bench.read(song);
      AudioBuffer vocals = stem("vocals");
      AudioBuffer drums = stem("drums");
      float peak = 0;
      for (int i = 0; i < mixture.frames(); i++) {
        peak = Math.max(peak, Math.abs(vocals.channel(0)[i]));
        peak = Math.max(peak, Math.abs(vocals.channel(1)[i]));
        assertThat(drums.channel(0)[i] * 2)
            .isCloseTo(vocals.channel(0)[i], org.assertj.core.data.Offset.offset(1e-6f));
      }
      assertThat(peak).isBetween(0.999999f, 1f);
      assertThat(Bench.tree(bench.out())).isEqualTo(STEMS);
      deleteOutputs();
    }
  }

  @Test
  void clampingStaysBelowFullScaleAndNoneSaysWhatItCut() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 48_000, 1, 5_003, 0.99f);
    FakeModel loud = new FakeModel(FakeModel.quarters(4), () -> {});
    one(loud, bench.request(Codec.WAV_FLOAT, ClipPolicy.CLAMP, song));
    for (float sample : stem("vocals").channel(0)) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo(1);
    }
    deleteOutputs();
    JobResult cut = one(loud, bench.request(Codec.WAV_16, ClipPolicy.NONE, song));
    assertThat(cut.notes()).singleElement().asString().contains("cut off at full scale");
  }

  @Test
  void twoStemsAreTheStemAndTheSumOfTheRest() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 44_100, 1, 9_973, 0.5f);
    SeparationRequest all = bench.request(Codec.WAV_FLOAT, ClipPolicy.COMMON_GAIN, song);
    one(FakeModel.adding(), choosing(all, StemChoice.twoStems("vocals")));
    assertThat(Bench.tree(bench.out())).containsExactly("song/no_vocals.wav", "song/vocals.wav");
    AudioBuffer mixture = Bench.read(song);
    AudioBuffer rest = stem("no_vocals");
    for (int i = 0; i < rest.frames(); i++) {
      assertThat(rest.channel(0)[i])
          .isCloseTo(0.5f * mixture.channel(0)[i], org.assertj.core.data.Offset.offset(1e-7f));
    }
  }

  @Test
  void thePictureIsDrawnBesideTheStemsAndChangesNothingInThem() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 44_100, 1, 8_820, 0.5f);
    for (ClipPolicy clip : ClipPolicy.values()) {
      SeparationRequest plain = bench.request(Codec.WAV_24, clip, song);
      one(FakeModel.adding(), plain);
      AudioBuffer drums = stem("drums");
      deleteOutputs();
      JobResult result = one(FakeModel.adding(), picturing(plain));
      assertThat(result.outputs()).last().asString().endsWith("song.png");
      BufferedImage image = ImageIO.read(bench.out().resolve("song/song.png").toFile());
      assertThat(image.getWidth()).isGreaterThan(1_000);
      assertThat(stem("drums")).isEqualTo(drums);
      assertThatThrownBy(() -> bench.run(FakeModel.adding(), picturing(plain)))
          .isInstanceOf(JobException.class);
      deleteOutputs();
      Files.delete(bench.out().resolve("song/song.png"));
    }
  }

  @Test
  void onlyTheChosenStemsAreWritten() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_16, 44_100, 1, 500, 0.5f);
    SeparationRequest all = bench.request(Codec.WAV_24, ClipPolicy.COMMON_GAIN, song);
    one(FakeModel.adding(), choosing(all, StemChoice.only(List.of("drums", "bass", "drums"))));
    assertThat(Bench.tree(bench.out())).containsExactly("song/bass.wav", "song/drums.wav");
    assertThatThrownBy(
            () -> bench.run(FakeModel.adding(), choosing(all, StemChoice.twoStems("vocal"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no stem 'vocal'; it has vocals, drums, bass, other");
  }

  @Test
  void aRangeIsCutToTheFrame() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 8_000, 1, 24_001, 0.5f);
    SeparationRequest all = bench.request(Codec.WAV_FLOAT, ClipPolicy.COMMON_GAIN, song);
    one(FakeModel.adding(), ranging(all, new TimeRange(1.5, 1)));
    AudioBuffer vocals = stem("vocals");
    assertThat(vocals.frames()).isEqualTo(8_000);
    assertThat(vocals.channel(0)[0]).isEqualTo(0.5f * Bench.read(song).channel(0)[12_000]);
    deleteOutputs();
    JobResult late = one(FakeModel.adding(), ranging(all, new TimeRange(60, 1)));
    assertThat(late.failure()).isEqualTo(Failure.INPUT);
    assertThat(late.message()).contains("--start");
  }

  @Test
  void oddSongsKeepTheirRateLengthAndChannels() throws Exception {
    record Odd(int rate, int channels, int frames) {}
    for (Odd odd :
        List.of(new Odd(192_000, 2, 777), new Odd(8_000, 1, 1_600), new Odd(11_025, 1, 1))) {
      Path song =
          bench.song("song.wav", Codec.WAV_16, odd.rate(), odd.channels(), odd.frames(), 0.5f);
      JobResult result =
          one(FakeModel.adding(), bench.request(Codec.WAV_24, ClipPolicy.COMMON_GAIN, song));
      assertThat(result.outcome()).as(odd + ": " + result.message()).isEqualTo(Outcome.DONE);
      try (AudioReader reader = AudioReader.open(bench.out().resolve("song/other.wav"))) {
        assertThat(reader.format().sampleRate()).isEqualTo(odd.rate());
        assertThat(reader.format().channels()).isEqualTo(odd.channels());
        assertThat(reader.format().frames()).isEqualTo(odd.frames());
        assertThat(reader.format().bits()).isEqualTo(24);
        assertThat(reader.tags().get("title")).isEqualTo("Song");
        assertThat(reader.tags().get("replaygain_track_gain")).isNull();
      }
      deleteOutputs();
    }
  }

  @Test
  void everyFormatHoldsExactlyTheSongAndItsTags() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_16, 44_100, 2, 50_021, 0.5f);
    Path high = bench.song("high.wav", Codec.WAV_24, 192_000, 1, 100_003, 0.5f);
    for (Codec codec : Codec.values()) {
      List<JobResult> results =
          bench.run(FakeModel.adding(), bench.request(codec, ClipPolicy.COMMON_GAIN, song, high));
      for (JobResult result : results) {
        assertThat(result.outcome()).as(codec + ": " + result.message()).isEqualTo(Outcome.DONE);
        assertThat(result.outputs()).hasSize(4);
        int rate = result.name().endsWith("high.wav") ? 192_000 : 44_100;
        for (Path output : result.outputs()) {
          int frames = rate == 44_100 ? 50_021 : 100_003;
          int written = OutputFormat.of(codec).nearestRate(rate);
          AudioBuffer sound = Bench.read(output);
          assertThat(sound.sampleRate()).isEqualTo(written);
          assertThat((long) sound.frames())
              .as(codec + " " + rate)
              .isEqualTo(Resampler.length(frames, rate, written));
          try (AudioReader reader = AudioReader.open(output)) {
            assertThat(reader.tags().get("title")).as(codec + "").isEqualTo("Song");
          }
          Files.delete(output);
        }
        boolean same = OutputFormat.of(codec).nearestRate(rate) == rate;
        assertThat(result.notes().isEmpty()).as(codec + " " + rate).isEqualTo(same);
      }
    }
  }

  @Test
  void silenceStaysSilentAndSurroundBecomesStereo() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_16, 44_100, 6, 3_001, 0);
    JobResult result =
        one(FakeModel.adding(), bench.request(Codec.WAV_24, ClipPolicy.COMMON_GAIN, song));
    assertThat(result.notes()).containsExactly("6 channels were mixed down to stereo");
    assertThat(stem("drums")).isEqualTo(AudioBuffer.silence(44_100, 2, 3_001));
  }

  @Test
  void whatIsNoSongIsOneLineAndTheOthersAreDone() throws Exception {
    Path text = Files.writeString(folder.resolve("text.mp3"), "no music\n".repeat(99));
    Path empty = Files.createFile(folder.resolve("empty.wav"));
    Path silentFolder = Files.createDirectory(folder.resolve("nothing here"));
    Path song = bench.song("song.wav", Codec.WAV_16, 44_100, 1, 500, 0.5f);
    Path soundless = bench.song("soundless.wav", Codec.WAV_16, 44_100, 1, 0, 0.5f);
    List<JobResult> results =
        bench.run(
            FakeModel.adding(),
            bench.request(
                Codec.WAV_24,
                ClipPolicy.COMMON_GAIN,
                text,
                empty,
                silentFolder,
                soundless,
                folder.resolve("gone.wav"),
                song));
    assertThat(results.subList(0, 5)).allMatch(r -> r.failure() == Failure.INPUT);
    for (JobResult result : results.subList(0, 5)) {
      assertThat(result.message()).isNotBlank().doesNotContain("\n");
    }
    assertThat(results.get(2).message()).contains("no audio files");
    assertThat(results.get(5).outcome()).isEqualTo(Outcome.DONE);
    assertThat(ExitCode.of(results)).isEqualTo(ExitCode.SOME_FAILED);
    assertThat(Bench.tree(bench.out())).isEqualTo(STEMS);
  }

  @Test
  void aFolderMeansTheAudioFilesDirectlyInIt() throws Exception {
    Path album = Files.createDirectories(folder.resolve("album/more")).resolve("..").normalize();
    bench.song("album/b.WAV", Codec.WAV_16, 44_100, 1, 500, 0.5f);
    bench.song("album/a ü.wav", Codec.WAV_16, 44_100, 1, 500, 0.5f);
    bench.song("album/more/c.wav", Codec.WAV_16, 44_100, 1, 500, 0.5f);
    Files.writeString(album.resolve("notes.txt"), "no song");
    List<JobResult> results =
        bench.run(
            FakeModel.adding(),
            bench.request(Codec.WAV_24, ClipPolicy.COMMON_GAIN, album, album.resolve("b.WAV")));
    assertThat(results)
        .extracting(r -> Path.of(r.name()).getFileName() + "")
        .containsExactly("a ü.wav", "b.WAV");
    assertThat(Bench.tree(bench.out())).hasSize(8).contains("a ü/vocals.wav");
  }

  @Test
  void stoppingHalfWayLeavesNothing() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_16, 44_100, 1, 600_000, 0.5f);
    int[] pushes = {0};
    FakeModel model =
        new FakeModel(
            FakeModel.quarters(1),
            () -> {
              if (++pushes[0] == 3) {
                bench.cancellation.cancel();
              }
            });
    JobResult result = one(model, bench.request(Codec.WAV_24, ClipPolicy.COMMON_GAIN, song));
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(bench.out()).doesNotExist();
  }

  @Test
  void timesAreReadAsPeopleWriteThem() {
    assertThat(TimeRange.seconds("90")).isEqualTo(90);
    assertThat(TimeRange.seconds("1:30.5")).isEqualTo(90.5);
    assertThat(TimeRange.seconds("1:02:03")).isEqualTo(3723);
    assertThat(TimeRange.seconds(".5")).isEqualTo(0.5);
    for (String bad : List.of("", "-1", "1:", "a", "1:2:3:4", "1e3", "NaN")) {
      assertThatThrownBy(() -> TimeRange.seconds(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
