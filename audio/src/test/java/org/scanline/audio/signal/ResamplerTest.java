package org.scanline.audio.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Cuts;
import org.scanline.audio.Sounds;

class ResamplerTest {
  @ParameterizedTest
  @CsvSource({
    "44100,48000", "48000,44100", "44100,44101", "44101,44100", "8000,44100", "44100,8000",
    "192000,44100", "22050,44100", "96000,44100", "44100,96000", "11025,384000", "384000,8000",
    "47999,44100", "44100,32000"
  })
  void tonesPassFlatAndInPlaceAndNothingElseComes(int from, int to) {
    int low = Math.min(from, to);
    double worstGain = 0;
    double worstRest = -999;
    for (double share : new double[] {0.001, 0.1037, 0.25, 0.333, 0.4, 0.43, 0.45}) {
      double[] fit = response(from, to, share * low);
      worstGain = Math.max(worstGain, Math.abs(20 * Math.log10(fit[0])));
      worstRest = Math.max(worstRest, fit[1]);
    }
    double worstAlias = -999;
    for (double share : new double[] {0.501, 0.52, 0.55, 0.61, 0.75, 0.9, 0.999, 1.37}) {
      if (to < from && share * low < 0.499 * from) {
        worstAlias = Math.max(worstAlias, response(from, to, share * low)[2]);
      }
    }
    System.out.printf(
        "%d -> %d: gain error %.6f dB, rest %.1f dB, alias %.1f dB%n",
        from, to, worstGain, worstRest, worstAlias);
    assertThat(worstGain).isLessThan(0.01);
    assertThat(worstRest).isLessThan(-110);
    assertThat(worstAlias).isLessThan(-105);
  }

  /** Gain of a tone, then level of what is not the tone, then level of everything, in dB. */
  private static double[] response(int from, int to, double hertz) {
    int frames = from / 4;
    float[] in = new float[frames];
    for (int i = 0; i < frames; i++) {
      in[i] = (float) Math.sin(2 * Math.PI * hertz * i / from);
    }
    float[] out = whole(from, to, AudioBuffer.of(from, in)).channel(0);
    int margin = out.length / 4;
    double gain = 0;
    double norm = 0;
    for (int m = margin; m < out.length - margin; m++) {
      double tone = Math.sin(2 * Math.PI * hertz * m / to);
      gain += out[m] * tone;
      norm += tone * tone;
    }
    gain /= norm;
    double rest = 0;
    double all = 0;
    for (int m = margin; m < out.length - margin; m++) {
      rest += Math.pow(out[m] - gain * Math.sin(2 * Math.PI * hertz * m / to), 2);
      all += out[m] * (double) out[m];
    }
    int count = out.length - 2 * margin;
    return new double[] {
      gain, 10 * Math.log10(2 * rest / count + 1e-30), 10 * Math.log10(2 * all / count + 1e-30)
    };
  }

  @Test
  void aSweepBeyondTheLowerRateLeavesNothing() {
    int from = 96_000;
    int to = 32_000;
    float[] in = new float[from];
    double phase = 0;
    for (int i = 0; i < in.length; i++) {
      phase += 2 * Math.PI * (16_100 + 31_000.0 * i / in.length) / from;
      in[i] = (float) Math.sin(phase);
    }
    float[] out = whole(from, to, AudioBuffer.of(from, in)).channel(0);
    for (int m = 1000; m < out.length - 1000; m++) {
      assertThat(Math.abs(out[m])).isLessThan(1e-5f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 79, 80, 81, 8191, 8192, 8193, -1})
  void cuttingAnywhereDoesNotChangeABit(int length) {
    for (int[] rates : new int[][] {{44_100, 48_000}, {48_000, 44_100}, {44_100, 44_101}}) {
      AudioBuffer sound = Sounds.noise(7, rates[0], 2, length == 1 ? 3001 : 20_011, 1);
      AudioBuffer whole = whole(rates[0], rates[1], sound);
      List<AudioBuffer> parts = new ArrayList<>();
      try (Resampler resampler = new Resampler(rates[0], rates[1], 2)) {
        long produced = 0;
        long pushed = 0;
        for (AudioBuffer piece : Cuts.pieces(sound, length, 5)) {
          parts.add(resampler.push(piece));
          pushed += piece.frames();
          produced += parts.get(parts.size() - 1).frames();
          long due = Resampler.length(pushed - resampler.lookahead(), rates[0], rates[1]);
          assertThat(produced).isEqualTo(Math.max(0, due));
        }
        parts.add(resampler.finish());
      }
      assertThat(AudioBuffer.concat(parts)).isEqualTo(whole);
    }
  }

  @Test
  void lengthIsTheCeilingOfTheRatio() {
    for (int[] rates : new int[][] {{44_100, 48_000}, {48_000, 44_100}, {8000, 384_000}}) {
      for (int n : new int[] {0, 1, 2, 79, 80, 81, 147, 160, 1001}) {
        AudioBuffer sound = Sounds.noise(n, rates[0], 1, n, 1);
        long want = (n * (long) rates[1] + rates[0] - 1) / rates[0];
        assertThat(whole(rates[0], rates[1], sound).frames()).isEqualTo((int) want);
        assertThat(Resampler.length(n, rates[0], rates[1])).isEqualTo(want);
      }
    }
  }

  @Test
  void thereIsNoDriftAfterTenHours() {
    for (int[] rates : new int[][] {{44_100, 48_000}, {48_000, 44_101}, {383_999, 384_000}}) {
      BigInteger gcd = BigInteger.valueOf(rates[0]).gcd(BigInteger.valueOf(rates[1]));
      int up = rates[1] / gcd.intValue();
      int down = rates[0] / gcd.intValue();
      long last = 36_000L * rates[1];
      assertThat(Resampler.position(last, up, down)).isEqualTo(36_000L * rates[0]);
      assertThat(Resampler.phase(last, up, down)).isZero();
      for (long m = last - 5; m < last + 5; m++) {
        BigInteger[] exact =
            BigInteger.valueOf(m)
                .multiply(BigInteger.valueOf(rates[0]))
                .divideAndRemainder(BigInteger.valueOf(rates[1]));
        assertThat(Resampler.position(m, up, down)).isEqualTo(exact[0].longValueExact());
        assertThat(Resampler.phase(m, up, down) * gcd.longValue())
            .isEqualTo(exact[1].longValueExact());
      }
    }
  }

  @Test
  void thereAndBackIsTheSame() {
    AudioBuffer sound = Sounds.music(3, 48_000, 2, 48_000);
    AudioBuffer smooth = whole(44_100, 48_000, whole(48_000, 44_100, sound));
    AudioBuffer back = whole(44_100, 48_000, whole(48_000, 44_100, smooth));
    assertThat(Sounds.snr(smooth.slice(500, 47_000), back.slice(500, 47_000))).isGreaterThan(60);
  }

  @Test
  void equalRatesChangeNothing() {
    AudioBuffer sound = Sounds.noise(8, 44_100, 2, 1001, 1);
    assertThat(whole(44_100, 44_100, sound)).isEqualTo(sound);
    assertThat(new Resampler(44_100, 44_100, 1).lookahead()).isZero();
  }

  @Test
  void absurdRatesAndFormatsAreRefused() {
    assertThatThrownBy(() -> new Resampler(0, 44_100, 1))
        .isInstanceOf(IllegalArgumentException.class);
    Resampler resampler = new Resampler(44_100, 48_000, 1);
    assertThatThrownBy(() -> resampler.push(AudioBuffer.empty(48_000, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    resampler.finish();
    assertThatThrownBy(resampler::finish).isInstanceOf(IllegalStateException.class);
  }

  static AudioBuffer whole(int from, int to, AudioBuffer sound) {
    try (Resampler resampler = new Resampler(from, to, sound.channels())) {
      return resampler.push(sound).concat(resampler.finish());
    }
  }
}
