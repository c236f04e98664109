package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.BssFilters;
import org.scanline.audio.metric.BssFit;
import org.scanline.audio.metric.BssMeasurement;
import org.scanline.audio.metric.BssScores;
import org.scanline.audio.metric.BssScores.Measure;

/**
 * Stems that BSS Eval sees as the sources of one scene.
 *
 * <p>As in museval: all stems that are estimated are one scene; vocals and accompaniment are
 * another, and the vocals' scores come from there when both are estimated. A stem that is estimated
 * alone is set against the sum of the others, which museval leaves out.
 */
final class BssGroup {
  private final StemPairing pairing;
  private final List<String> scored;
  private final List<String> sources;
  private final BssFit fit;
  private @Nullable BssMeasurement seconds;
  private @Nullable BssMeasurement whole;

  private BssGroup(StemPairing pairing, List<String> scored, List<String> others, int channels) {
    this.pairing = pairing;
    this.scored = List.copyOf(scored);
    List<String> all = new ArrayList<>(scored);
    all.addAll(others);
    this.sources = List.copyOf(all);
    this.fit = BssFit.of(sources.size(), scored.size(), channels);
  }

  /** The scenes of a track; where a stem is in two, the later one counts. */
  static List<BssGroup> of(StemPairing pairing, int channels) {
    List<String> plain =
        pairing.stems().stream().filter(s -> StemName.complement(s).isEmpty()).toList();
    List<BssGroup> groups = new ArrayList<>();
    if (plain.size() > 1) {
      groups.add(new BssGroup(pairing, plain, List.of(), channels));
    }
    boolean apart = plain.size() == 1;
    for (String stem : pairing.stems()) {
      String other = StemName.complement(stem);
      if (plain.contains(other)) {
        groups.add(new BssGroup(pairing, List.of(other, stem), List.of(), channels));
        apart = false;
      } else if (!other.isEmpty()) {
        groups.add(new BssGroup(pairing, List.of(stem), List.of(other), channels));
      }
    }
    if (apart) {
      String stem = plain.get(0);
      boolean others =
          pairing.references().keySet().stream()
              .anyMatch(name -> !name.equals(stem) && !name.equals(StemName.MIXTURE));
      String rest = stem.equals("vocals") ? StemName.ACCOMPANIMENT : "no_" + stem;
      groups.add(new BssGroup(pairing, plain, others ? List.of(rest) : List.of(), channels));
    }
    return groups;
  }

  private List<AudioBuffer> truths(PairedSounds.Block block) {
    return sources.stream().map(stem -> pairing.truth(block, stem)).toList();
  }

  private List<AudioBuffer> guesses(PairedSounds.Block block) {
    return scored.stream().map(stem -> pairing.guess(block, stem)).toList();
  }

  /** The first pass. */
  void fit(PairedSounds.Block block) {
    fit.add(truths(block), guesses(block));
  }

  /** Between the passes. */
  void begin(int sampleRate, Set<StemMetric> metrics) {
    BssFilters filters = fit.finish();
    if (metrics.contains(StemMetric.SDR)) {
      seconds = filters.measure(sampleRate);
    }
    if (metrics.contains(StemMetric.SDR_GLOBAL) || metrics.contains(StemMetric.SDR_SOURCES)) {
      whole = filters.measure(0);
    }
  }

  /** The second pass. */
  void measure(PairedSounds.Block block) {
    List<AudioBuffer> truths = truths(block);
    List<AudioBuffer> guesses = guesses(block);
    if (seconds != null) {
      seconds.add(truths, guesses);
    }
    if (whole != null) {
      whole.add(truths, guesses);
    }
  }

  /** Puts what was found into the scores. */
  void finish(Map<String, StemScore> scores) {
    BssScores bySecond = seconds == null ? null : seconds.finish();
    BssScores over = whole == null ? null : whole.finish();
    for (int j = 0; j < scored.size(); j++) {
      StemScore score = scores.get(scored.get(j));
      if (score == null) {
        continue;
      }
      for (Measure measure : Measure.values()) {
        if (bySecond != null && bySecond.windows() > 0) {
          StemMetric metric = StemMetric.valueOf(measure.name());
          score.put(metric, bySecond.median(measure, j), bySecond.values(measure, j));
        }
        if (over != null && over.windows() > 0) {
          StemMetric metric = StemMetric.valueOf(measure.name() + "_GLOBAL");
          score.put(metric, over.value(measure, j, 0));
        }
      }
      if (over != null && over.windows() > 0) {
        score.put(StemMetric.SDR_SOURCES, over.sourceSdr(j, 0));
        score.put(StemMetric.SIR_SOURCES, over.value(Measure.SIR, j, 0));
        score.put(StemMetric.SAR_SOURCES, over.value(Measure.SAR, j, 0));
      }
    }
  }
}
