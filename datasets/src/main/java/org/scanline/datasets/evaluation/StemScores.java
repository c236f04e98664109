package org.scanline.datasets.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.ActiveSdr;
import org.scanline.audio.separation.Stems;

/**
 * Compares estimates with the truth as both come in, whichever comes later.
 *
 * <p>Memory: what the estimates lag behind, and one number a second and stem. One thread at a time.
 */
final class StemScores {
  private static final class Sums {
    private final ActiveSdr active;
    private double reference;
    private double estimate;
    private double product;

    Sums(int sampleRate) {
      active = new ActiveSdr(sampleRate);
    }

    void add(AudioBuffer truth, AudioBuffer guess) {
      active.add(truth, guess);
      for (int c = 0; c < truth.channels(); c++) {
        float[] s = truth.channel(c);
        float[] e = guess.channel(c);
        for (int i = 0; i < s.length; i++) {
          reference += (double) s[i] * s[i];
          estimate += (double) e[i] * e[i];
          product += (double) s[i] * e[i];
        }
      }
    }

    /** The projection's energy over that of the rest, which is what Pythagoras leaves. */
    double siSdr() {
      double target = product * product / reference;
      return 10 * Math.log10(target / Math.max(0, estimate - target));
    }
  }

  private final Map<String, Sums> sums = new LinkedHashMap<>();
  private final ArrayDeque<SongBlock> ahead = new ArrayDeque<>();

  /** Frames of the first block ahead that are compared already. */
  private int used;

  /**
   * Begins a comparison.
   *
   * @param stems to score
   */
  StemScores(int sampleRate, List<String> stems) {
    stems.forEach(stem -> sums.put(stem, new Sums(sampleRate)));
  }

  /** The next stretch of the truth; comes before the estimates of it. */
  void expect(SongBlock truth) {
    if (truth.frames() > 0) {
      ahead.add(truth);
    }
  }

  /** The next stretch of the estimates; stems that these lack are not scored. */
  void add(Stems estimates) {
    sums.keySet().retainAll(estimates.names());
    int at = 0;
    while (at < estimates.frames()) {
      SongBlock truth = ahead.element();
      int step = Math.min(truth.frames() - used, estimates.frames() - at);
      for (Map.Entry<String, Sums> stem : sums.entrySet()) {
        AudioBuffer part = truth.part(stem.getKey()).slice(used, used + step);
        stem.getValue().add(part, estimates.get(stem.getKey()).slice(at, at + step));
      }
      at += step;
      used += step;
      if (used == truth.frames()) {
        ahead.remove();
        used = 0;
      }
    }
  }

  /**
   * The scores, when all is compared.
   *
   * @throws IllegalStateException when the estimates ended early
   */
  List<EvaluationReport.Score> scores(EvaluationMethod method) {
    if (!ahead.isEmpty()) {
      throw new IllegalStateException("estimates of " + method.id() + " are shorter than the song");
    }
    List<EvaluationReport.Score> scores = new ArrayList<>();
    sums.forEach(
        (stem, sum) ->
            scores.add(
                new EvaluationReport.Score(
                    stem, method, sum.active.median(), sum.siSdr(), sum.active.values().length)));
    return scores;
  }
}
