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
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] = i == j ? 0.1 : 0;
          for (int k = 0; k < n; k++) {
            a[i][j] += half[i][k] * half[j][k];
          }
          b[i] += a[i][j] * x[j];
        }
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
