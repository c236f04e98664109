package org.scanline.audio.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.metric.BssScores.Measure;

/**
 * Our measures against museval, mir_eval's relatives and asteroid, computed in double precision.
 */
class MetricGoldenTests {
  /** Ours and theirs solve the same least squares by different factorisations. */
  private static final Offset<Double> BSS = Offset.offset(1e-5);

  private static final Offset<Double> CLOSED_FORM = Offset.offset(1e-8);

  @Test
  void siSdrIsTheReferences() throws IOException {
    JsonNode golden = golden();
    List<AudioBuffer> references = sounds("references_STC.npy", golden);
    List<AudioBuffer> estimates = sounds("estimates_STC.npy", golden);
    for (int j = 0; j < references.size(); j++) {
      float[] reference = references.get(j).channel(0);
      float[] estimate = estimates.get(j).channel(0);
      assertThat(SiSdr.of(reference, estimate, true))
          .isCloseTo(number(golden, "si_sdr_ch0_zero_mean", j), CLOSED_FORM);
      assertThat(SiSdr.of(reference, estimate, false))
          .isCloseTo(number(golden, "si_sdr_ch0_no_zero_mean", j), CLOSED_FORM);
      for (int i = 0; i < references.size(); i++) {
        double pair = number(golden, "asteroid_pairwise_sisdr[est][ref]", j, i);
        if (pair > -30) { // below, asteroid's single precision and its epsilon show
          assertThat(SiSdr.of(references.get(i).channel(0), estimate, true))
              .isCloseTo(pair, Offset.offset(1e-4));
        }
      }
    }
  }

  @Test
  void bssEvalIsMusevalsInSecondsAndOverall() throws IOException {
    JsonNode golden = golden();
    List<AudioBuffer> references = sounds("references_STC.npy", golden);
    BssEval eval = BssEval.fit(references, sounds("estimates_STC.npy", golden));
    JsonNode wanted = golden.get("bss_eval_v4_images_win1s_hop1s");
    BssScores seconds = eval.scores(references.get(0).sampleRate());
    compare(seconds, wanted);
    for (int j = 0; j < seconds.sources(); j++) {
      assertThat(seconds.median(Measure.SDR, j)).isCloseTo(number(wanted, "median_SDR", j), BSS);
    }
    compare(eval.scores(0), golden.get("bss_eval_v4_images_global"));
  }

  @Test
  void bssEvalOfSourcesIsMirEvals() throws IOException {
    JsonNode golden = golden();
    JsonNode wanted = golden.get("mir_eval_bss_eval_sources_ch0");
    List<AudioBuffer> references = firstChannels(sounds("references_STC.npy", golden));
    List<AudioBuffer> estimates = firstChannels(sounds("estimates_STC.npy", golden));
    int n = references.size();
    for (int turn = 0; turn < n; turn++) {
      BssEval.SourceScores scores = BssEval.sources(references, estimates);
      double worst = 0;
      for (int j = 0; j < n; j++) {
        int wantedPlace = (int) number(wanted, "perm", j);
        assertThat(scores.order().get(j)).isEqualTo((wantedPlace + turn) % n);
        worst = Math.max(worst, Math.abs(scores.sdr().get(j) - number(wanted, "SDR", j)));
        worst = Math.max(worst, Math.abs(scores.sir().get(j) - number(wanted, "SIR", j)));
        worst = Math.max(worst, Math.abs(scores.sar().get(j) - number(wanted, "SAR", j)));
      }
      System.out.println("BSS Eval v3 of sources: largest difference " + worst + " dB");
      assertThat(worst).isLessThan(1e-5);
      Collections.rotate(estimates, 1);
    }
  }

  @Test
  void newSdrIsTheChallenges() throws IOException {
    JsonNode golden = golden();
    List<AudioBuffer> references = sounds("references_STC.npy", golden);
    List<AudioBuffer> estimates = sounds("estimates_STC.npy", golden);
    for (int j = 0; j < references.size(); j++) {
      assertThat(NewSdr.of(references.get(j), estimates.get(j)))
          .isCloseTo(number(golden, "mdx_new_sdr(delta=1e-7)", j), CLOSED_FORM);
    }
  }

  @Test
  void siSdrImprovesOnTheMixture() throws IOException {
    JsonNode golden = golden();
    List<AudioBuffer> references = firstChannels(sounds("references_STC.npy", golden));
    List<AudioBuffer> estimates = firstChannels(sounds("estimates_STC.npy", golden));
    float[] mixture = new float[references.get(0).frames()];
    for (AudioBuffer reference : references) {
      for (int i = 0; i < mixture.length; i++) {
        mixture[i] += reference.channel(0)[i];
      }
    }
    for (int j = 0; j < references.size(); j++) {
      float[] reference = references.get(j).channel(0);
      double before = SiSdr.of(reference, mixture, true);
      assertThat(SiSdr.of(reference, estimates.get(j).channel(0), true) - before)
          .isCloseTo(number(golden, "si_sdri_ch0_zero_mean", j), Offset.offset(1e-5));
    }
  }

  @Test
  void theOrderOfSpeakersIsFound() throws IOException {
    JsonNode golden = golden();
    int n = golden.get("asteroid_pairwise_sisdr[est][ref]").size();
    for (int turn = 0; turn < n; turn++) {
      double[][] scores = new double[n][n];
      for (int j = 0; j < n; j++) {
        for (int e = 0; e < n; e++) {
          scores[j][(e + turn) % n] = number(golden, "asteroid_pairwise_sisdr[est][ref]", e, j);
        }
      }
      int[] order = Assignment.best(scores);
      for (int j = 0; j < n; j++) {
        assertThat(order[j]).isEqualTo((j + turn) % n);
      }
    }
  }

  /** Computed outside, in double precision, from the definitions of auraloss. */
  @Test
  void stftDistanceIsAuralosss() throws IOException {
    assumeTrue(System.getProperty("scanline.golden", "").isEmpty(), "the numbers are ours");
    JsonNode golden = golden();
    List<AudioBuffer> references = sounds("references_STC.npy", golden);
    List<AudioBuffer> estimates = sounds("estimates_STC.npy", golden);
    double[] listening = {0.419723815, 2.732027670, 0.446122942};
    double[] waveGan = {0.416498578, 2.886012602, 0.445601911};
    Offset<Double> near = Offset.offset(2e-5); // theirs and ours round to floats elsewhere
    for (int j = 0; j < references.size(); j++) {
      AudioBuffer s = references.get(j);
      AudioBuffer e = estimates.get(j);
      double got = StftDistance.of(StftDistance.Settings.LISTENING, s, e);
      System.out.printf("STFT distance: off by %.1e%n", Math.abs(got - listening[j]));
      assertThat(got).isCloseTo(listening[j], near);
      assertThat(StftDistance.of(StftDistance.Settings.PARALLEL_WAVEGAN, s, e))
          .isCloseTo(waveGan[j], near);
    }
    AudioBuffer odd = AudioBuffer.of(8000, references.get(1).slice(9000, 14_003).channel(0));
    AudioBuffer guess = AudioBuffer.of(8000, estimates.get(1).slice(9000, 14_003).channel(0));
    assertThat(StftDistance.of(StftDistance.Settings.LISTENING, odd, guess))
        .isCloseTo(0.410275090, near);
  }

  @Test
  void theEarsCurveIsFittedAsByAuraloss() {
    float[] taps = AWeighting.taps(44_100);
    double[] every = {
      -0.00192693679, -0.00304481643, -0.00522457855, -0.00978913344, -0.0199580714, 0.544319928
    };
    double[] slow = {
      -2.9800427e-05, -0.000123369362, -0.000416749128, -0.00154146238, -0.012102223, 0.846642613
    };
    for (int i = 0; i < every.length; i++) {
      assertThat(taps[10 * i]).isCloseTo((float) every[i], Offset.offset(1e-8f));
      assertThat(taps[100 - 10 * i]).isEqualTo(taps[10 * i]);
      assertThat(AWeighting.taps(8000)[10 * i]).isCloseTo((float) slow[i], Offset.offset(1e-8f));
    }
  }

  private static List<AudioBuffer> firstChannels(List<AudioBuffer> sounds) {
    return new ArrayList<>(
        sounds.stream().map(s -> AudioBuffer.of(s.sampleRate(), s.channel(0))).toList());
  }

  private static void compare(BssScores scores, JsonNode wanted) {
    double worst = 0;
    for (Measure measure : Measure.values()) {
      for (int j = 0; j < scores.sources(); j++) {
        for (int w = 0; w < scores.windows(); w++) {
          double want = number(wanted, measure.name(), j, w);
          double got = scores.value(measure, j, w);
          assertThat(Double.isNaN(got)).isEqualTo(Double.isNaN(want));
          if (!Double.isNaN(want)) {
            worst = Math.max(worst, Math.abs(got - want));
            assertThat(got).as("%s of %d at %d", measure, j, w).isCloseTo(want, BSS);
          }
        }
      }
    }
    System.out.println("BSS Eval: largest difference " + worst + " dB");
  }

  private static JsonNode golden() throws IOException {
    return AudioGolden.of("metrics").json();
  }

  private static double number(JsonNode golden, String key, int... index) {
    JsonNode value = golden.get(key);
    for (int i : index) {
      value = value.get(i);
    }
    return value.isNull() ? Double.NaN : value.asDouble();
  }

  private static List<AudioBuffer> sounds(String name, JsonNode golden) throws IOException {
    Npy array = AudioGolden.of("metrics").array(name);
    Matcher rate = Pattern.compile("sr (\\d+)").matcher(golden.get("shapes").asText());
    int sampleRate = rate.find() ? Integer.parseInt(rate.group(1)) : 8000;
    int[] shape = Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
    List<AudioBuffer> sounds = new ArrayList<>();
    for (int s = 0; s < shape[0]; s++) {
      float[][] channels = new float[shape[2]][shape[1]];
      for (int t = 0; t < shape[1]; t++) {
        for (int c = 0; c < shape[2]; c++) {
          channels[c][t] = (float) array.values()[(s * shape[1] + t) * shape[2] + c];
        }
      }
      sounds.add(AudioBuffer.of(sampleRate, channels));
    }
    return sounds;
  }
}
