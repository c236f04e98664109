package org.scanline.datasets.scoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Which estimate is compared with which true stem.
 *
 * @param references true stems to read, the mixture among them if it is there
 * @param estimates to read
 * @param order for each stem to score the name of its estimate
 * @param notes what is missing, one line each
 */
record StemPairing(
    Map<String, StemSource> references,
    Map<String, StemSource> estimates,
    Map<String, String> order,
    List<String> notes) {

  /**
   * Matches stems by name; accompaniment is the sum of all true stems but the vocals where it has
   * no file of its own.
   *
   * @throws EvaluationException when nothing matches, or there are fewer estimates than speakers
   */
  static StemPairing of(StemTrack reference, StemTrack estimate) throws EvaluationException {
    Map<String, StemSource> truth = new LinkedHashMap<>(reference.stems());
    Map<String, StemSource> known = new LinkedHashMap<>(truth);
    known.remove(StemName.MIXTURE);
    Map<String, StemSource> guesses = new LinkedHashMap<>();
    Map<String, String> order = new TreeMap<>(StemName.order());
    List<String> notes = new ArrayList<>();
    estimate
        .stems()
        .forEach(
            (name, source) -> {
              String other = StemName.complement(name);
              if (known.containsKey(name) || (known.containsKey(other) && known.size() > 1)) {
                guesses.put(name, source);
                order.put(name, name);
              } else if (!name.equals(StemName.MIXTURE) && !StemName.speaker(name)) {
                notes.add(source + ": left out, there is no true " + name);
              }
            });
    List<String> speakers = known.keySet().stream().filter(StemName::speaker).toList();
    if (!speakers.isEmpty()) {
      addSpeakers(estimate, speakers, guesses, order);
    }
    if (order.isEmpty()) {
      throw new EvaluationException(
          "%s: has %s, but the true stems are %s; name the files alike"
              .formatted(
                  estimate.place(),
                  String.join(", ", estimate.stems().keySet()),
                  String.join(", ", known.keySet())));
    }
    for (String name : known.keySet()) {
      if (!order.containsKey(name) && !StemName.ACCOMPANIMENT.equals(name)) {
        notes.add("%s: no estimate of %s".formatted(estimate.place(), name));
      }
    }
    return new StemPairing(truth, guesses, order, notes);
  }

  private static void addSpeakers(
      StemTrack estimate,
      List<String> speakers,
      Map<String, StemSource> guesses,
      Map<String, String> order)
      throws EvaluationException {
    int heard = 0;
    for (Map.Entry<String, StemSource> stem : estimate.stems().entrySet()) {
      if (StemName.speaker(stem.getKey())) {
        guesses.put(stem.getKey(), stem.getValue());
        heard++;
      }
    }
    if (heard > 0 && heard < speakers.size()) {
      throw new EvaluationException(
          "%s: has %d speakers, there are %d; wanted a file for each"
              .formatted(estimate.place(), heard, speakers.size()));
    }
    if (heard > 0) {
      speakers.forEach(name -> order.put(name, name)); // until their order is known
    }
  }

  /** The same with another order of the speakers. */
  StemPairing with(Map<String, String> speakers) {
    Map<String, String> all = new TreeMap<>(StemName.order());
    all.putAll(order);
    all.putAll(speakers);
    return new StemPairing(references, estimates, all, notes);
  }

  /** The stems to score, in the order of the reports. */
  List<String> stems() {
    return List.copyOf(order.keySet());
  }

  List<String> speakers() {
    return order.keySet().stream().filter(StemName::speaker).toList();
  }

  /** The estimate of a stem in a block. */
  AudioBuffer guess(PairedSounds.Block block, String stem) {
    return need(block.estimates().get(order.getOrDefault(stem, stem)), stem);
  }

  /** The true stem in a block: its file, or the sum of all stems but the one it complements. */
  AudioBuffer truth(PairedSounds.Block block, String stem) {
    AudioBuffer own = block.references().get(stem);
    return own != null ? own : sum(block, StemName.complement(stem));
  }

  /** What was separated: the mixture's file, or the sum of the true stems. */
  AudioBuffer mixture(PairedSounds.Block block) {
    AudioBuffer own = block.references().get(StemName.MIXTURE);
    return own != null ? own : sum(block, "");
  }

  private static AudioBuffer sum(PairedSounds.Block block, String without) {
    long plain =
        block.references().keySet().stream()
            .filter(name -> !name.equals(StemName.MIXTURE) && StemName.complement(name).isEmpty())
            .count();
    List<AudioBuffer> parts = new ArrayList<>();
    block
        .references()
        .forEach(
            (name, sound) -> {
              boolean repeats = plain > 1 && !StemName.complement(name).isEmpty();
              if (!name.equals(StemName.MIXTURE) && !repeats && !name.equals(without)) {
                parts.add(sound);
              }
            });
    AudioBuffer first = need(parts.isEmpty() ? null : parts.get(0), "others than " + without);
    float[][] sum = new float[first.channels()][first.frames()];
    for (AudioBuffer part : parts) {
      for (int c = 0; c < sum.length; c++) {
        float[] samples = part.channel(c);
        for (int i = 0; i < samples.length; i++) {
          sum[c][i] += samples[i];
        }
      }
    }
    return AudioBuffer.of(first.sampleRate(), sum);
  }

  private static AudioBuffer need(@Nullable AudioBuffer sound, String stem) {
    if (sound == null) {
      throw new IllegalStateException("no sound of " + stem);
    }
    return sound;
  }
}
