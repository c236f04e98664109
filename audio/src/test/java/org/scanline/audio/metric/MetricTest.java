package org.scanline.audio.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Sounds;
import org.scanline.audio.metric.BssScores.Measure;

class MetricTest {
  private static final Offset<Double> TINY = Offset.offset(1e-4);

  @Test
  void activeSdrIsTheMedianOfActiveSeconds() {
    int rate = 1000;
    float[][] reference = new float[2][5 * rate + 500];
    float[][] estimate = new float[2][5 * rate + 500];
    double[] errors = {0.1, 0.5, 0.01, 0.2, 0.9, 0.9};
    double[] levels = {0.5, 0.5, 0.5, 0.003, 0.5, 0.5}; // the fourth lies below -50 dBFS
    for (int i = 0; i < reference[0].length; i++) {
      for (int c = 0; c < 2; c++) {
        reference[c][i] = (float) levels[i / rate] * (i % 2 == 0 ? 1 : -1);
        estimate[c][i] = (float) (reference[c][i] * (1 - errors[i / rate]));
      }
    }
    AudioBuffer a = AudioBuffer.of(rate, reference);
    AudioBuffer b = AudioBuffer.of(rate, estimate);
    double want = (-20 * Math.log10(0.1) - 20 * Math.log10(0.5)) / 2; // of 20, 6.02, 40 and 0.92
    assertThat(ActiveSdr.of(a, b)).isCloseTo(want, TINY);
    ActiveSdr cut = new ActiveSdr(rate);
    for (int from = 0; from < a.frames(); from += 333) {
      int to = Math.min(a.frames(), from + 333);
      cut.add(a.slice(from, to), b.slice(from, to));
    }
    assertThat(cut.median()).isEqualTo(ActiveSdr.of(a, b));
    assertThat(cut.values()).hasSize(4);
  }

  @Test
  void whatHasNoSoundHasNoValue() {
    AudioBuffer silence = AudioBuffer.silence(8000, 2, 20_000);
    AudioBuffer noise = Sounds.noise(1, 8000, 2, 20_000, 1);
    assertThat(ActiveSdr.of(silence, noise)).isNaN();
    assertThat(SiSdr.of(silence.channel(0), noise.channel(0), true)).isNaN();
    BssScores scores = BssEval.fit(List.of(silence, noise), List.of(noise, noise)).scores(8000);
    assertThat(scores.windows()).isEqualTo(2);
    assertThat(scores.median(Measure.SDR, 1)).isNaN();
  }

  @Test
  void siSdrDoesNotSeeTheLevel() {
    float[] reference = Sounds.noise(2, 8000, 1, 5000, 1).channel(0);
    float[] estimate = Sounds.noise(3, 8000, 1, 5000, 0.1).channel(0);
    float[] louder = new float[5000];
    for (int i = 0; i < 5000; i++) {
      estimate[i] += reference[i];
      louder[i] = 4 * estimate[i];
    }
    assertThat(SiSdr.of(reference, louder, false))
        .isCloseTo(SiSdr.of(reference, estimate, false), TINY);
    assertThat(SiSdr.of(reference, estimate, false)).isCloseTo(20, Offset.offset(0.3));
  }

  @Test
  void aFilteredSourceIsSpatialDistortionOnly() {
    AudioBuffer one = Sounds.noise(4, 8000, 1, 16_000, 1);
    AudioBuffer two = Sounds.noise(5, 8000, 1, 16_000, 1);
    float[] delayed = new float[16_000];
    System.arraycopy(one.channel(0), 0, delayed, 100, 15_900);
    BssScores scores =
        BssEval.fit(List.of(one, two), List.of(AudioBuffer.of(8000, delayed), two)).scores(0);
    assertThat(scores.value(Measure.SIR, 0, 0)).isGreaterThan(30);
    assertThat(scores.value(Measure.SAR, 0, 0)).isGreaterThan(15); // but for the cut end
    assertThat(scores.value(Measure.ISR, 0, 0)).isLessThan(0);
    assertThat(scores.value(Measure.SDR, 1, 0)).isInfinite();
  }

  @Test
  void choleskySolves() {
    SplittableRandom random = new SplittableRandom(6);
    for (int n : new int[] {1, 3, 4, 7, 61, 150}) {
      double[][] half = new double[n][n];
      double[][] a = new double[n][n];
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = random.nextDouble() - 0.5;
        for (int j = 0; j < n; j++) {
          half[i][j] = random.nextDouble() - 0.5;
        }
      }
      double[] b = new double[n];
      double largest = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] = i == j ? 0.1 : 0;
          for (int k = 0; k < n; k++) {
            a[i][j] += half[i][k] * half[j][k];
          }
          b[i] += a[i][j] * x[j];
        }
        largest = Math.max(largest, a[i][i]);
      }
      for (int i = 0; i < n; i++) {
        b[i] += 1e-10 * largest * x[i]; // what keeps filters of silence in bounds
      }
      double[] got = Cholesky.of(() -> upper(a)).solve(b);
      for (int i = 0; i < n; i++) {
        assertThat(got[i]).isCloseTo(x[i], Offset.offset(1e-9));
      }
    }
    assertThatThrownBy(() -> Cholesky.of(() -> new double[][] {{Double.NaN}}))
        .isInstanceOf(ArithmeticException.class);
  }

  private static double[][] upper(double[][] a) {
    double[][] upper = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      upper[i] = Arrays.copyOfRange(a[i], i, a.length);
    }
    return upper;
  }

  @Test
  void cuttingAnywhereDoesNotChangeAMeasure() {
    int frames = 30_011;
    AudioBuffer one = Sounds.music(11, 8000, 1, frames);
    AudioBuffer two = Sounds.noise(12, 8000, 1, frames, 0.1);
    AudioBuffer guess = Sounds.noise(13, 8000, 1, frames, 0.2);
    List<AudioBuffer> truth = List.of(one, two);
    List<AudioBuffer> guesses = List.of(two, guess);
    BssScores whole = BssEval.fit(truth, guesses).scores(7001);
    double distance = StftDistance.of(StftDistance.Settings.LISTENING, one, guess);
    for (int cut : new int[] {997, 3585, 12_001}) {
      BssFit fit = BssFit.of(2, 2, 1);
      pieces(
          cut, frames, (from, to) -> fit.add(slices(truth, from, to), slices(guesses, from, to)));
      BssMeasurement measurement = fit.finish().measure(7001);
      StftDistance stft = new StftDistance(StftDistance.Settings.LISTENING, 8000, 1);
      pieces(
          cut,
          frames,
          (from, to) -> {
            measurement.add(slices(truth, from, to), slices(guesses, from, to));
            stft.add(one.slice(from, to), guess.slice(from, to));
          });
      BssScores scores = measurement.finish();
      assertThat(scores.windows()).isEqualTo(4);
      assertThat(stft.finish()).isEqualTo(distance);
      for (Measure measure : Measure.values()) {
        for (int j = 0; j < 2; j++) {
          assertThat(scores.values(measure, j)).isEqualTo(whole.values(measure, j));
        }
      }
    }
  }

  private static List<AudioBuffer> slices(List<AudioBuffer> sounds, int from, int to) {
    return sounds.stream().map(sound -> sound.slice(from, to)).toList();
  }

  private interface Piece {
    void hear(int from, int to);
  }

  private static void pieces(int cut, int frames, Piece piece) {
    for (int from = 0; from < frames; from += cut) {
      piece.hear(from, Math.min(frames, from + cut));
    }
  }

  @Test
  void soundsOfAnyLengthAreMeasured() {
    for (int frames : new int[] {1, 2, 100, 511, 512, 2049}) {
      AudioBuffer a = Sounds.noise(14, 8000, 1, frames, 1);
      AudioBuffer b = Sounds.noise(15, 8000, 1, frames, 1);
      assertThat(StftDistance.of(StftDistance.Settings.LISTENING, a, b)).isPositive().isFinite();
      assertThat(StftDistance.of(StftDistance.Settings.LISTENING, a, a)).isZero();
      assertThat(NewSdr.of(a, b)).isFinite();
      BssScores scores = BssEval.fit(List.of(a), List.of(b)).scores(8000);
      assertThat(scores.windows()).isEqualTo(1);
      assertThat(scores.value(Measure.SDR, 0, 0)).isFinite();
    }
  }

  @Test
  void likeMusevalASourceWhoseChannelsCancelIsSilent() {
    float[] noise = Sounds.noise(16, 8000, 1, 9000, 1).channel(0);
    float[] inverted = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      inverted[i] = -noise[i];
    }
    AudioBuffer cancelling = AudioBuffer.of(8000, noise, inverted);
    AudioBuffer other = Sounds.noise(17, 8000, 2, 9000, 1);
    BssScores scores = BssEval.fit(List.of(other, cancelling), List.of(other, other)).scores(8000);
    assertThat(scores.median(Measure.SDR, 0)).isNaN();
  }

  @Test
  void noAssignmentIsBetterThanTheBest() {
    SplittableRandom random = new SplittableRandom(18);
    for (int trial = 0; trial < 200; trial++) {
      int rows = 1 + random.nextInt(5);
      int columns = rows + random.nextInt(2);
      double[][] scores = new double[rows][columns];
      for (double[] row : scores) {
        for (int c = 0; c < columns; c++) {
          row[c] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(40) - 20;
        }
      }
      assertThat(sum(scores, Assignment.best(scores)))
          .isEqualTo(exhaustive(scores, 0, new int[rows]));
    }
  }

  private static double sum(double[][] scores, int[] columns) {
    double sum = 0;
    for (int r = 0; r < columns.length; r++) {
      double score = scores[r][columns[r]];
      sum += Double.isNaN(score) ? -1e6 : score;
    }
    assertThat(Arrays.stream(columns).distinct().count()).isEqualTo(columns.length);
    return sum;
  }

  private static double exhaustive(double[][] scores, int row, int[] chosen) {
    if (row == chosen.length) {
      return sum(scores, chosen);
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < scores[0].length; c++) {
      int column = c;
      if (Arrays.stream(chosen, 0, row).noneMatch(other -> other == column)) {
        chosen[row] = c;
        best = Math.max(best, exhaustive(scores, row + 1, chosen));
      }
    }
    return best;
  }

  @Test
  void samplesThatAreNoNumbersAreRefusedOrGiveNone() {
    float[] bad = Sounds.noise(19, 8000, 1, 9000, 1).channel(0);
    bad[77] = Float.NaN;
    AudioBuffer broken = AudioBuffer.of(8000, bad);
    AudioBuffer fine = Sounds.noise(20, 8000, 1, 9000, 1);
    assertThatThrownBy(() -> BssEval.fit(List.of(broken), List.of(fine)))
        .isInstanceOf(ArithmeticException.class);
    assertThat(NewSdr.of(fine, broken)).isNaN();
    assertThat(SiSdr.of(fine.channel(0), bad, true)).isNaN();
    assertThat(StftDistance.of(StftDistance.Settings.LISTENING, fine, broken)).isNaN();
  }

  @Test
  void shapesThatDifferAreRefused() {
    AudioBuffer a = Sounds.noise(7, 8000, 1, 1000, 1);
    AudioBuffer b = Sounds.noise(8, 8000, 1, 1001, 1);
    assertThatThrownBy(() -> BssEval.fit(List.of(a), List.of(b)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ActiveSdr.of(a, b)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SiSdr.of(a.channel(0), b.channel(0), true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
