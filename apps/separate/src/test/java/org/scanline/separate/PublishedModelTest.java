package org.scanline.separate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.Codec;
import org.scanline.audio.separation.LevelMeter;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.jobs.JobResult.Outcome;

/** What published models ask of a run: a level measured first, and a rest made of the song. */
class PublishedModelTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(folder);
  }

  /** A model that wants the level, and is told it. */
  private static final class Levelled implements Separator {
    private final Separator inner;
    private SoundLevel told = new SoundLevel(Double.NaN, Double.NaN);

    Levelled(Separator inner) {
      this.inner = inner;
    }

    @Override
    public ModelCard card() {
      return inner.card();
    }

    @Override
    public boolean wantsLevel() {
      return true;
    }

    @Override
    public SeparationStream stream(int sampleRate, int channels) {
      throw new IllegalStateException("the level was measured");
    }

    @Override
    public SeparationStream stream(int sampleRate, int channels, SoundLevel level) {
      told = level;
      return inner.stream(sampleRate, channels);
    }

    @Override
    public void close() {}
  }

  private SeparationRequest request(Path song, StemChoice stems, TimeRange range) {
    SeparationRequest all = bench.request(Codec.WAV_FLOAT, ClipPolicy.NONE, song);
    return new SeparationRequest(
        all.inputs(), all.output(), all.format(), all.clip(), stems, range);
  }

  @Test
  void theLevelIsThatOfTheWholeChosenRange() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 44_100, 2, 200_001, 0.5f);
    Levelled model = new Levelled(FakeModel.adding());
    TimeRange range = new TimeRange(1, 3);
    assertThat(bench.run(model, request(song, StemChoice.ALL, range)).get(0).outcome())
        .isEqualTo(Outcome.DONE);
    AudioBuffer sound = Bench.read(song).slice(44_100, 4 * 44_100);
    try (LevelMeter meter = model.meter(44_100, 2)) {
      meter.push(sound);
      assertThat(model.told).isEqualTo(meter.finish());
    }
    assertThat(model.told.deviation()).isBetween(0.1, 0.3);
  }

  @Test
  void theResidualIsTheSongLessTheStem() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 44_100, 2, 9_973, 0.5f);
    StemChoice choice = new StemChoice(List.of(), "drums", StemChoice.Rest.RESIDUAL);
    bench.run(FakeModel.adding(), request(song, choice, TimeRange.ALL));
    assertThat(Bench.tree(bench.out())).containsExactly("song/drums.wav", "song/minus_drums.wav");
    AudioBuffer mixture = Bench.read(song);
    AudioBuffer stem = Bench.read(bench.out().resolve("song/drums.wav"));
    AudioBuffer rest = Bench.read(bench.out().resolve("song/minus_drums.wav"));
    for (int i = 0; i < rest.frames(); i++) {
      float expected = mixture.channel(1)[i] - stem.channel(1)[i];
      assertThat(rest.channel(1)[i]).isEqualTo(expected);
    }
  }

  @Test
  void whatSpeechLeavesIsNoise() throws Exception {
    Path song = bench.song("song.wav", Codec.WAV_FLOAT, 16_000, 1, 5_003, 0.5f);
    FakeModel denoiser = new FakeModel(Map.of("speech", 0.75f), () -> {});
    bench.run(denoiser, request(song, StemChoice.twoStems("speech"), TimeRange.ALL));
    assertThat(Bench.tree(bench.out())).containsExactly("song/noise.wav", "song/speech.wav");
    AudioBuffer noise = Bench.read(bench.out().resolve("song/noise.wav"));
    assertThat(noise.channel(0)[77])
        .isCloseTo(0.25f * Bench.read(song).channel(0)[77], Offset.offset(1e-7f));
    StemChoice sum = new StemChoice(List.of(), "speech", StemChoice.Rest.SUM);
    assertThatThrownBy(() -> bench.run(denoiser, request(song, sum, TimeRange.ALL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no stem but speech");
  }
}
