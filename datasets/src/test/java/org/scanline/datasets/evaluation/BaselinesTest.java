package org.scanline.datasets.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.ActiveSdr;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;

class BaselinesTest {
  private static final int RATE = 44_100;
  private static final long SEED = 20_261;

  private static AudioBuffer noise(SplittableRandom random, int channels, int frames) {
    float[][] samples = new float[channels][frames];
    for (float[] channel : samples) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (random.nextDouble() - 0.5);
      }
    }
    return AudioBuffer.of(RATE, samples);
  }

  /** Three steady tones. */
  private static AudioBuffer tones(int frames) {
    float[][] samples = new float[2][frames];
    for (int i = 0; i < frames; i++) {
      for (int hertz : new int[] {331, 1327, 2749}) {
        samples[0][i] += (float) (0.03 * Math.sin(2 * Math.PI * hertz * i / RATE));
        samples[1][i] += (float) (0.03 * Math.cos(2 * Math.PI * hertz * i / RATE));
      }
    }
    return AudioBuffer.of(RATE, samples);
  }

  /** A click a quarter of a second. */
  private static AudioBuffer clicks(int frames) {
    float[][] samples = new float[2][frames];
    for (int i = 5000; i < frames; i += RATE / 4) {
      samples[0][i] = 0.9f;
      samples[1][i] = -0.8f;
    }
    return AudioBuffer.of(RATE, samples);
  }

  private static SongBlock song(AudioBuffer one, AudioBuffer two) {
    Map<String, AudioBuffer> parts = new LinkedHashMap<>();
    parts.put("drums", one);
    parts.put("other", two);
    return SongBlock.of(RATE, one.channels(), one.frames(), parts);
  }

  private static Stems all(Streaming<AudioBuffer, Stems> stream, AudioBuffer sound, int... cuts) {
    List<Stems> parts = new ArrayList<>();
    int at = 0;
    try (stream) {
      for (int i = 0; at < sound.frames(); i++) {
        int to = Math.min(sound.frames(), at + cuts[i % cuts.length]);
        parts.add(stream.push(sound.slice(at, to)));
        at = to;
      }
      parts.add(stream.finish());
    }
    return Stems.concat(parts);
  }

  @Test
  void theMedianFilterPartsClicksFromTones() {
    int frames = 3 * RATE;
    SongBlock song = song(clicks(frames), tones(frames));
    Stems stems = all(new HarmonicPercussive(RATE, 2), song.mixture(), 1 << 16);
    assertThat(ActiveSdr.of(song.part("drums"), stems.get("drums"))).isGreaterThan(10);
    // a third of a stem: what is missing is two thirds
    assertThat(ActiveSdr.of(song.part("other"), stems.get("other")))
        .isCloseTo(20 * Math.log10(3 / 2.0), Offset.offset(0.3));
    assertThat(stems.get("vocals")).isEqualTo(stems.get("other"));
    assertThat(stems.get("bass")).isEqualTo(stems.get("other"));
  }

  @Test
  void cuttingAnywhereDoesNotChangeTheBaselines() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int frames : new int[] {1, 1023, 5000, 60_001}) {
      AudioBuffer sound = noise(random, 2, frames);
      Stems whole = all(new HarmonicPercussive(RATE, 2), sound, frames);
      Stems cut = all(new HarmonicPercussive(RATE, 2), sound, 997, 1, 1023, 4099, 2);
      assertThat(cut.all()).as("seed %d, frames %d", SEED, frames).isEqualTo(whole.all());
    }
  }

  @Test
  void theBaselinesAddUpToTheMixture() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    SongBlock song = song(noise(random, 1, 40_003), noise(random, 1, 40_003));
    Stems hpss = all(new HarmonicPercussive(RATE, 1), song.mixture(), 3001);
    List<Stems> pieces = new ArrayList<>();
    try (IdealRatioMask mask = new IdealRatioMask(RATE, 1, song.parts().keySet())) {
      pieces.add(mask.push(song));
      pieces.add(mask.finish());
    }
    for (Stems stems : List.of(hpss, Stems.concat(pieces))) {
      assertThat(stems.frames()).isEqualTo(song.frames());
      for (int i = 0; i < song.frames(); i++) {
        double sum = 0;
        for (AudioBuffer stem : stems.all().values()) {
          sum += stem.channel(0)[i];
        }
        assertThat(sum)
            .as("seed %d, sample %d", SEED + 1, i)
            .isCloseTo(song.mixture().channel(0)[i], Offset.offset(5e-6));
      }
    }
  }

  @Test
  void runningMediansAreThoseOfSortedWindows() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    int[] spans = {1, 2, 7, 31};
    for (int span : spans) {
      RunningMedians medians = new RunningMedians(3, span);
      float[] values = new float[101];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(9) / 4f; // with repeats
        if (i >= span) {
          medians.remove(1, values[i - span]);
        }
        medians.insert(1, values[i]);
        float[] window = Arrays.copyOfRange(values, Math.max(0, i + 1 - span), i + 1);
        Arrays.sort(window);
        int n = window.length;
        float want = n % 2 == 1 ? window[n / 2] : (window[n / 2 - 1] + window[n / 2]) / 2;
        assertThat(medians.median(1)).as("seed %d, span %d", SEED + 2, span).isEqualTo(want);
      }
      assertThat(medians.median(0)).isZero();
      assertThatThrownBy(() -> medians.remove(0, 1)).isInstanceOf(IllegalStateException.class);
    }
  }
}
