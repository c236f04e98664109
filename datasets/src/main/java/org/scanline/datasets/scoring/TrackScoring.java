package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.metric.ActiveSdr;
import org.scanline.audio.metric.Assignment;
import org.scanline.audio.metric.NewSdr;
import org.scanline.audio.metric.SiSdr;
import org.scanline.audio.metric.StftDistance;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Scores one system's estimates of one track, in one pass over the files and a second one for BSS
 * Eval; speakers ask for one more before, to find their order. One thread.
 */
final class TrackScoring {
  private final String system;
  private final StemTrack reference;
  private final Set<StemMetric> metrics;
  private final boolean parallel;
  private final DoubleConsumer progress;
  private StemPairing pairing;
  private final Set<String> silent = new LinkedHashSet<>();
  private int passes = 1;
  private int pass;

  /**
   * Prepares the scoring.
   *
   * @param parallel whether the stems of a track may be worked on at the same time
   * @param progress hears the part that is done, NaN when the files do not say how long they are
   * @throws EvaluationException when the stems do not match
   */
  TrackScoring(
      String system,
      StemTrack reference,
      StemTrack estimate,
      Set<StemMetric> metrics,
      boolean parallel,
      DoubleConsumer progress)
      throws EvaluationException {
    this.system = system;
    this.reference = reference;
    this.metrics = metrics;
    this.parallel = parallel;
    this.progress = progress;
    this.pairing = StemPairing.of(reference, estimate);
  }

  /** The measures of one stem that need one pass only. */
  private static final class Sums {
    private final SiSdr siSdr;
    private final SiSdr ofMixture;
    private final NewSdr newSdr = new NewSdr();
    private final ActiveSdr active;
    private final @Nullable StftDistance stft;
    private boolean truthSounds;
    private boolean guessSounds;

    Sums(int sampleRate, int channels, boolean stft) {
      siSdr = new SiSdr(channels);
      ofMixture = new SiSdr(channels);
      active = new ActiveSdr(sampleRate);
      this.stft =
          stft ? new StftDistance(StftDistance.Settings.LISTENING, sampleRate, channels) : null;
    }

    void add(AudioBuffer truth, AudioBuffer guess, AudioBuffer mixture) {
      truthSounds = truthSounds || sounds(truth);
      guessSounds = guessSounds || sounds(guess);
      siSdr.add(truth, guess);
      ofMixture.add(truth, mixture);
      newSdr.add(truth, guess);
      active.add(truth, guess);
      if (stft != null) {
        stft.add(truth, guess);
      }
    }

    private static boolean sounds(AudioBuffer block) {
      for (int c = 0; c < block.channels(); c++) {
        for (float sample : block.channel(c)) {
          if (sample != 0) {
            return true;
          }
        }
      }
      return false;
    }

    void finish(StemScore score) {
      score.put(StemMetric.SI_SDR, siSdr.value(false));
      score.put(StemMetric.SI_SDR_ZERO_MEAN, siSdr.value(true));
      score.put(StemMetric.SI_SDR_IMPROVEMENT, siSdr.value(true) - ofMixture.value(true));
      score.put(StemMetric.NEW_SDR, newSdr.value());
      score.put(StemMetric.ACTIVE_SDR, active.median(), active.values());
      if (stft != null) {
        score.put(StemMetric.STFT, stft.finish());
      }
    }
  }

  private interface Ear {
    void hear(PairedSounds.Block block);
  }

  private void listen(PairedSounds sounds, Ear ear) throws EvaluationException {
    for (PairedSounds.Block block = sounds.read(); block.frames() > 0; block = sounds.read()) {
      ear.hear(block);
      progress.accept((pass + sounds.fraction()) / passes);
    }
    pass++;
  }

  /**
   * Does the work.
   *
   * @throws EvaluationException when a file cannot be read or the stems do not fit together
   */
  TrackScores run() throws EvaluationException {
    boolean bss = metrics.stream().anyMatch(metric -> metric.group().startsWith("bss"));
    boolean speakers = pairing.speakers().size() > 1 || pairing.estimates().size() > stems().size();
    passes = 1 + (bss ? 1 : 0) + (speakers ? 1 : 0);
    if (speakers) {
      orderSpeakers();
    }
    Map<String, StemScore> scores = new LinkedHashMap<>();
    stems().forEach(stem -> scores.put(stem, new StemScore(metrics)));
    List<String> notes = new ArrayList<>(pairing.notes());
    List<BssGroup> groups;
    int rate;
    double seconds;
    try (PairedSounds sounds = PairedSounds.open(pairing.references(), pairing.estimates())) {
      rate = sounds.sampleRate();
      groups = bss ? BssGroup.of(pairing, sounds.channels()) : List.of();
      firstPass(sounds, groups, scores);
      seconds = (double) sounds.frames() / rate;
      notes.addAll(sounds.notes());
    }
    for (BssGroup group : groups) {
      group.begin(rate, metrics);
    }
    if (bss) {
      try (PairedSounds sounds = PairedSounds.open(pairing.references(), pairing.estimates())) {
        listen(sounds, block -> groups.forEach(group -> group.measure(block)));
      }
      groups.forEach(group -> group.finish(scores));
    }
    addNotes(bss, notes);
    Map<String, String> order = new LinkedHashMap<>();
    pairing.speakers().forEach(name -> order.put(name, pairing.order().getOrDefault(name, name)));
    return new TrackScores(system, reference.name(), seconds, scores, order, notes);
  }

  private List<String> stems() {
    return pairing.stems();
  }

  private void addNotes(boolean bss, List<String> notes) {
    String where = system + ", " + reference.name() + ": ";
    for (String silent : this.silent) {
      notes.add(
          where
              + "the "
              + silent
              + " is silent throughout"
              + (bss ? "; BSS Eval has no value for a track with a silent stem" : ""));
    }
    for (String speaker : pairing.speakers()) {
      String heard = pairing.order().getOrDefault(speaker, speaker);
      if (!heard.equals(speaker)) {
        notes.add(where + speaker + " is what the estimates call " + heard);
      }
    }
  }

  private void firstPass(PairedSounds sounds, List<BssGroup> groups, Map<String, StemScore> scores)
      throws EvaluationException {
    Map<String, Sums> sums = new LinkedHashMap<>();
    boolean stft = metrics.contains(StemMetric.STFT);
    stems().forEach(stem -> sums.put(stem, new Sums(sounds.sampleRate(), sounds.channels(), stft)));
    listen(
        sounds,
        block -> {
          AudioBuffer mixture = pairing.mixture(block);
          Stream<Map.Entry<String, Sums>> stems = sums.entrySet().stream();
          (parallel ? stems.parallel() : stems)
              .forEach(
                  stem ->
                      stem.getValue()
                          .add(
                              pairing.truth(block, stem.getKey()),
                              pairing.guess(block, stem.getKey()),
                              mixture));
          groups.forEach(group -> group.fit(block));
        });
    scores.forEach(
        (stem, score) -> {
          Sums sum = sums.get(stem);
          if (sum != null) {
            sum.finish(score);
            if (!sum.truthSounds) {
              silent.add("true " + stem);
            }
            if (!sum.guessSounds) {
              silent.add("estimated " + stem);
            }
          }
        });
  }

  /** Gives each speaker the estimate with which the sum of the SI-SDRs is the highest. */
  private void orderSpeakers() throws EvaluationException {
    List<String> truths = pairing.speakers();
    List<String> guesses = pairing.estimates().keySet().stream().filter(StemName::speaker).toList();
    try (PairedSounds sounds = PairedSounds.open(pairing.references(), pairing.estimates())) {
      SiSdr[][] pairs = new SiSdr[truths.size()][guesses.size()];
      for (SiSdr[] row : pairs) {
        Arrays.setAll(row, e -> new SiSdr(sounds.channels()));
      }
      listen(
          sounds,
          block -> {
            for (int j = 0; j < truths.size(); j++) {
              for (int e = 0; e < guesses.size(); e++) {
                AudioBuffer guess = block.estimates().get(guesses.get(e));
                if (guess != null) {
                  pairs[j][e].add(pairing.truth(block, truths.get(j)), guess);
                }
              }
            }
          });
      double[][] scores = new double[truths.size()][guesses.size()];
      for (int j = 0; j < scores.length; j++) {
        for (int e = 0; e < scores[j].length; e++) {
          scores[j][e] = pairs[j][e].value(true);
        }
      }
      int[] best = Assignment.best(scores);
      Map<String, String> order = new LinkedHashMap<>();
      for (int j = 0; j < best.length; j++) {
        order.put(truths.get(j), guesses.get(best[j]));
      }
      pairing = pairing.with(order);
    }
  }
}
